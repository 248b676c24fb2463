-- Tiers: where rules place each customer on three ladders, what they were placed by, who holds them there, and how they moved.
alter table customer add column potential_amount bigint;

create table tier_ladder (
  ladder          text primary key check (ladder in ('stage', 'code', 'pyramid')),
  is_on           boolean not null,
  rest_value      text not null,
  -- A stage set by hand stays for so long before rules move it; 0: they may at once.
  hold_days       int not null default 30 check (hold_days between 0 and 3650),
  -- Raised by every change: who writes says which one they saw.
  version         int not null default 1,
  -- The version whose shares have been worked out: until it is this one nobody is placed on the ladder.
  ready_version   int not null default 0,
  changed_by      uuid references app_user,
  changed_at      timestamptz not null default now()
);

-- Never changed and never deleted, so that an old placement can still say why: new rules retire the old ones.
create table tier_rule (
  id            uuid primary key default gen_random_uuid(),
  ladder        text not null references tier_ladder,
  position      int not null check (position between 1 and 50),
  value         text not null,
  -- a filter tree over the fields of customers
  condition     jsonb not null default '{"all": []}',
  -- beside it: the customer is among those who together bring (sum), or are (count), so many percent of this figure
  share_field   text,
  share_by      text check (share_by in ('sum', 'count')),
  share_percent int check (share_percent between 1 and 100),
  created_at    timestamptz not null default now(),
  retired_at    timestamptz,
  check (num_nonnulls(share_field, share_by, share_percent) in (0, 3))
);
create unique index tier_rule_position on tier_rule (ladder, position) where retired_at is null;

-- Where a share begins, as the last run worked it out; money by currency, else ''.
create table tier_threshold (
  rule_id  uuid not null references tier_rule on delete cascade,
  currency text not null,
  value    numeric not null,
  found_at timestamptz not null default now(),
  primary key (rule_id, currency)
);

-- Rule ids have no foreign key: rules are never deleted, and a first run writes a row for every customer.
create table customer_tier (
  customer_id     uuid primary key references customer on delete cascade,
  code            text check (code in ('A', 'B', 'C')),
  code_rule_id    uuid,
  code_since      timestamptz,
  pyramid         text check (pyramid in ('most_valuable', 'most_growable', 'low_contribution', 'below_zero')),
  pyramid_rule_id uuid,
  pyramid_since   timestamptz,
  stage_rule_id   uuid,
  stage_since     timestamptz,
  placed_at       timestamptz not null default now()
);
create index customer_tier_code on customer_tier (code, customer_id);
create index customer_tier_pyramid on customer_tier (pyramid, customer_id);

create table tier_hold (
  customer_id uuid not null references customer on delete cascade,
  ladder      text not null references tier_ladder,
  value       text not null,
  -- null: it came with an edit of the stage
  reason      text check (length(reason) between 1 and 500),
  until       date,
  by_user     uuid not null references app_user,
  created_at  timestamptz not null default now(),
  primary key (customer_id, ladder)
);
create index tier_hold_until on tier_hold (until) where until is not null;

create table tier_run (
  id           uuid primary key,
  kind         text not null check (kind in ('nightly', 'applied')),
  state        text not null default 'queued' check (state in ('queued', 'running', 'done', 'failed')),
  total        bigint not null default 0,
  looked_count bigint not null default 0,
  placed_count bigint not null default 0,
  moved_count  bigint not null default 0,
  error        text,
  asked_by     uuid references app_user,
  asked_at     timestamptz not null default now(),
  started_at   timestamptz,
  ended_at     timestamptz
);
create unique index tier_run_open on tier_run ((true)) where state in ('queued', 'running');
create index tier_run_latest on tier_run (asked_at desc);

-- The first placement is no move. A batch has one event for all of its moves; alone, the event names the customer.
create table tier_move (
  id          uuid primary key default gen_random_uuid(),
  customer_id uuid not null references customer on delete cascade,
  ladder      text not null references tier_ladder,
  from_value  text not null,
  to_value    text not null,
  rule_id     uuid,
  figures     jsonb not null default '{}',
  batch_id    uuid,
  by_user     uuid references app_user,
  moved_at    timestamptz not null default now()
);
create index tier_move_customer on tier_move (customer_id, moved_at desc);
create index tier_move_time on tier_move (ladder, moved_at);

-- Something of these changed: they are placed anew within seconds. No foreign key: marking must not wait for who is at the customer's row.
create table tier_due (
  customer_id uuid primary key,
  since       timestamptz not null default now()
);

create table tier_strategy (
  ladder     text not null references tier_ladder,
  value      text not null,
  text_zh    text not null default '' check (length(text_zh) <= 2000),
  text_en    text not null default '' check (length(text_en) <= 2000),
  stance     text check (stance in ('keep', 'grow', 'reform', 'let_go')),
  changed_by uuid references app_user,
  changed_at timestamptz not null default now(),
  primary key (ladder, value)
);

-- What one touch of a kind costs us, in the organisation's currency.
create table tier_cost (
  kind   text primary key,
  amount bigint not null check (amount between 0 and 100000000000)
);

-- Touches of a year are counted from the index alone.
create index interaction_served on interaction (customer_id, happened_at desc, id desc) include (kind);
drop index interaction_customer;
alter index interaction_served rename to interaction_customer;

insert into tier_ladder (ladder, is_on, rest_value) values ('stage', false, 'prospect'), ('code', true, 'C'), ('pyramid', true, 'low_contribution');

insert into tier_rule (ladder, position, value, condition, share_field, share_by, share_percent) values
  ('code', 1, 'A', '{"all": []}', 'trade_amount_12_months', 'sum', 80),
  ('code', 2, 'B', '{"all": []}', 'trade_amount_12_months', 'sum', 95),
  ('pyramid', 1, 'most_valuable', '{"all": []}', 'contribution_12_months', 'count', 20),
  ('pyramid', 2, 'most_growable', '{"all": []}', 'potential_amount', 'count', 20),
  ('pyramid', 3, 'below_zero', '{"all": [{"field": "contribution_12_months", "op": "lt", "value": 0}]}', null, null, null),
  ('stage', 1, 'lapsed', '{"all": [{"field": "trade_count", "op": "gte", "value": 1}, {"field": "trade_last_on", "op": "not_in_last", "value": {"count": 12, "unit": "month"}}]}', null, null, null),
  ('stage', 2, 'high_value', '{"all": [{"field": "trade_count", "op": "gte", "value": 2}]}', 'trade_amount_12_months', 'count', 5),
  ('stage', 3, 'loyal', '{"all": [{"field": "trade_count", "op": "gte", "value": 4}]}', null, null, null),
  ('stage', 4, 'buyer', '{"all": [{"field": "trade_count", "op": "gte", "value": 1}]}', null, null, null),
  ('stage', 5, 'interested', '{"all": [{"field": "last_interaction", "op": "in_last", "value": {"count": 3, "unit": "month"}}]}', null, null, null);

insert into tier_strategy (ladder, value, stance) values
  ('pyramid', 'most_valuable', 'keep'), ('pyramid', 'most_growable', 'grow'), ('pyramid', 'low_contribution', 'reform'), ('pyramid', 'below_zero', 'let_go');

insert into tier_cost (kind, amount) values
  ('note', 0), ('visit', 30000), ('call', 1500), ('mail', 500), ('meeting', 20000), ('letter', 1000), ('fax', 500);

insert into role_grant (role_id, object, action, scope, fields)
select r.id, 'tier', g.action, g.scope, null
  from role r join (values
    ('admin', 'manage', 'all'), ('admin', 'hold', 'all'),
    ('sales_manager', 'manage', 'all'), ('sales_manager', 'hold', 'team_tree'), ('sales_manager', 'hold', 'own'),
    ('supervisor', 'hold', 'all'), ('sales_rep', 'hold', 'own')) as g (key, action, scope) on g.key = r.key
on conflict do nothing;
update policy_version set version = version + 1;
