-- Doubles: pairs of records that may be one, what people said of them, and merges that can be taken back for 30 days.

-- Two records, found by rules; one_id is the smaller one, so that a pair stands once.
create table duplicate_pair (
  one_id     uuid not null references customer on delete cascade,
  other_id   uuid not null references customer on delete cascade,
  score      int not null check (score between 0 and 100),
  rules      text[] not null, -- rule:points
  found_at   timestamptz not null default now(),
  primary key (one_id, other_id),
  check (one_id < other_id)
);
create index duplicate_pair_other on duplicate_pair (other_id);
create index duplicate_pair_score on duplicate_pair (score desc, one_id, other_id);

-- "Not the same" stands until somebody takes it back; "later" until a day.
create table duplicate_verdict (
  one_id     uuid not null references customer on delete cascade,
  other_id   uuid not null references customer on delete cascade,
  verdict    text not null check (verdict in ('not_same', 'later')),
  until      timestamptz,
  decided_by uuid references app_user,
  decided_at timestamptz not null default now(),
  primary key (one_id, other_id),
  check (one_id < other_id),
  check ((verdict = 'later') = (until is not null))
);
create index duplicate_verdict_other on duplicate_verdict (other_id);

-- What an organisation set of the rules; a rule without a row has its usual points.
create table duplicate_rule (
  kind       text not null check (kind in ('company', 'person')),
  rule       text not null,
  points     int not null check (points between -100 and 100),
  updated_by uuid references app_user,
  updated_at timestamptz not null default now(),
  primary key (kind, rule)
);

create table duplicate_sweep (
  id             uuid primary key,
  state          text not null check (state in ('running', 'done', 'failed')),
  started_by     uuid references app_user,
  started_at     timestamptz not null default now(),
  ended_at       timestamptz,
  customer_count bigint not null default 0,
  pair_count     bigint not null default 0,
  error          text
);
create unique index duplicate_sweep_one on duplicate_sweep ((true)) where state = 'running';

-- What was told to somebody of a record that they may not see: that it exists, and whom to ask.
create table duplicate_told (
  user_id     uuid not null references app_user on delete cascade,
  customer_id uuid not null references customer on delete cascade,
  rule        text not null,
  told_at     timestamptz not null default now(),
  primary key (user_id, customer_id, rule)
);
create index duplicate_told_customer on duplicate_told (customer_id);
create index duplicate_told_lately on duplicate_told (user_id, told_at desc);

-- Keys by which a sweep brings records together; made anew each time, so nothing is lost when the server stops.
create unlogged table duplicate_key (
  hash        bigint not null,
  customer_id uuid not null
);
create index duplicate_key_hash on duplicate_key (hash);

alter table bin drop constraint bin_reason_check;
alter table bin add constraint bin_reason_check check (reason in ('removed', 'import_undone', 'merged'));

-- Several records became one. What it did stands beside it, row by row, and is taken back from there.
create table customer_merge (
  id             uuid primary key,
  winner_id      uuid not null references customer on delete cascade,
  winner_clients uuid[] not null,
  -- the records belonged to different clients: what was one client's own stayed its own
  is_crossing    boolean not null,
  bin_id         uuid references bin on delete set null,
  state          text not null default 'done' check (state in ('done', 'undone')),
  merged_by      uuid references app_user,
  merged_at      timestamptz not null default now(),
  undone_by      uuid references app_user,
  undone_at      timestamptz,
  check ((state = 'undone') = (undone_at is not null))
);
create index customer_merge_winner on customer_merge (winner_id, merged_at desc);

-- After 30 days the row of a loser is gone; its number and what happened to it are still known by its id.
create table customer_merge_loser (
  merge_id    uuid not null references customer_merge on delete cascade,
  customer_id uuid not null,
  number      bigint not null,
  clients     uuid[] not null,
  primary key (merge_id, customer_id)
);
create index customer_merge_loser_customer on customer_merge_loser (customer_id);

create table customer_merge_field (
  merge_id uuid not null references customer_merge on delete cascade,
  field    text not null,
  before   jsonb,
  after    jsonb,
  primary key (merge_id, field)
);

-- A row that went along, or a link that was made or taken off for the winner.
create table customer_merge_child (
  merge_id      uuid not null references customer_merge on delete cascade,
  kind          text not null,
  child_id      uuid not null,
  act           text not null check (act in ('moved', 'stamped', 'linked', 'unlinked')),
  from_id       uuid not null,
  client_before uuid,
  primary key (merge_id, kind, child_id)
);

-- What one client knows of a customer that several clients have: never shown to the people of another.
create table client_fact (
  customer_id uuid not null references customer on delete cascade,
  client_id   uuid not null references client,
  field       text not null,
  value       jsonb not null,
  merge_id    uuid not null references customer_merge on delete cascade,
  primary key (customer_id, client_id, field)
);

insert into role_grant (role_id, object, action, scope, fields)
select r.id, 'customer', 'merge', g.scope, null
  from role r join (values ('admin', 'all'), ('supervisor', 'all'), ('sales_manager', 'team_tree'), ('sales_manager', 'own'),
    ('sales_manager', 'shared')) as g (key, scope) on g.key = r.key
on conflict do nothing;
insert into role_grant (role_id, object, action, scope, fields)
select r.id, 'duplicate_rule', 'manage', 'all', null from role r where r.key = 'admin'
on conflict do nothing;
update policy_version set version = version + 1;
