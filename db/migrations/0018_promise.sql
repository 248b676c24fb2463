-- What we said, promised and learned: promotional touches, promises with their catalogue, intelligence notes.

create table promise_kind (
  id          uuid primary key,
  name        text not null check (length(name) between 1 and 200),
  is_feasible boolean not null default true,
  why_not     text check (length(why_not) <= 2000),
  retired_at  timestamptz,
  created_by  uuid references app_user,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now()
);
create unique index promise_kind_name on promise_kind (lower(name)) where retired_at is null;

-- A standard promise is weighed four times before it is given.
create table promise_check (
  kind_id uuid not null references promise_kind on delete cascade,
  aspect  text not null check (aspect in ('industry', 'competitors', 'needs', 'resources')),
  finding text not null check (length(finding) between 1 and 2000),
  verdict text not null check (verdict in ('holds', 'tight', 'fails')),
  primary key (kind_id, aspect)
);

create table promise (
  id          uuid primary key,
  customer_id uuid not null references customer on delete cascade,
  client_id   uuid references client,
  contact_id  uuid references contact on delete set null,
  kind_id     uuid references promise_kind,
  what        text not null check (length(what) between 1 and 2000),
  why         text check (length(why) <= 2000),
  owner_id    uuid not null references app_user,
  due_at      timestamptz not null,
  state       text not null default 'open' check (state in ('open', 'kept', 'broken', 'withdrawn')),
  ended_at    timestamptz,
  ended_by    uuid references app_user,
  reason      text check (length(reason) <= 2000),
  created_by  uuid references app_user,
  created_at  timestamptz not null default now(),
  check ((state = 'open') = (ended_at is null))
);
create index promise_customer on promise (customer_id, created_at desc, id desc);
create index promise_open on promise (customer_id, due_at) where state = 'open';
create index promise_due on promise (due_at) where state = 'open';
create index promise_owner on promise (owner_id, due_at) where state = 'open';
create index promise_broken on promise (ended_at, customer_id) where state = 'broken';
create index promise_contact on promise (contact_id) where contact_id is not null;

-- Each time a promise was put off: from when to when, why, and whether the customer was told.
create table promise_move (
  id              uuid primary key,
  promise_id      uuid not null references promise on delete cascade,
  due_before      timestamptz not null,
  due_after       timestamptz not null,
  reason          text not null check (length(reason) between 1 and 2000),
  is_customer_told boolean not null,
  moved_by        uuid references app_user,
  moved_at        timestamptz not null default now()
);
create index promise_move_promise on promise_move (promise_id, moved_at desc);

-- What was sent, shown or said in our name, by our people or by others.
create table touch (
  id          uuid primary key,
  customer_id uuid not null references customer on delete cascade,
  client_id   uuid references client,
  contact_id  uuid references contact on delete set null,
  channel     text not null check (channel in ('mail', 'letter', 'phone', 'sms', 'wechat', 'visit', 'event', 'sample', 'advertisement', 'other')),
  campaign    text check (length(campaign) between 1 and 200),
  body        text not null check (length(body) between 1 and 20000),
  user_id     uuid references app_user,
  other_party text check (length(other_party) between 1 and 200),
  happened_at timestamptz not null,
  created_by  uuid references app_user,
  created_at  timestamptz not null default now(),
  check (num_nonnulls(user_id, other_party) = 1)
);
create index touch_customer on touch (customer_id, happened_at desc, id desc);
create index touch_contact on touch (contact_id) where contact_id is not null;

create table intelligence (
  id          uuid primary key,
  customer_id uuid not null references customer on delete cascade,
  client_id   uuid references client,
  contact_id  uuid references contact on delete set null,
  kind        text not null check (kind in ('reputation', 'health', 'deciders', 'suppliers', 'frustrations')),
  body        text not null check (length(body) between 1 and 20000),
  source      text check (length(source) between 1 and 300),
  source_url  text check (source_url ~ '^https?://' and length(source_url) <= 2000),
  reliability text not null default 'likely' check (reliability in ('sure', 'likely', 'rumour')),
  happened_at timestamptz not null,
  created_by  uuid references app_user,
  created_at  timestamptz not null default now()
);
create index intelligence_customer on intelligence (customer_id, happened_at desc, id desc);
create index intelligence_contact on intelligence (contact_id) where contact_id is not null;

insert into role_grant (role_id, object, action, scope, fields)
select r.id, o.object, g.action, g.scope, null
  from role r cross join (values ('promise'), ('touch'), ('intelligence')) as o (object)
  join (values
    ('admin', 'read', 'all'), ('admin', 'create', 'all'), ('admin', 'update', 'all'),
    ('sales_manager', 'read', 'all'), ('sales_manager', 'create', 'all'), ('sales_manager', 'update', 'all'),
    ('supervisor', 'read', 'all'), ('supervisor', 'create', 'all'), ('supervisor', 'update', 'all'),
    ('sales_rep', 'read', 'all'), ('sales_rep', 'create', 'all'), ('sales_rep', 'update', 'own'),
    ('marketer', 'read', 'all'), ('marketer', 'create', 'all'), ('marketer', 'update', 'own'),
    ('service_agent', 'read', 'all'), ('service_agent', 'create', 'all'), ('service_agent', 'update', 'own'),
    ('client_agent', 'read', 'all'), ('client_agent', 'create', 'all'), ('client_agent', 'update', 'own')) as g (key, action, scope)
    on g.key = r.key
on conflict do nothing;
insert into role_grant (role_id, object, action, scope, fields)
select r.id, 'promise_kind', 'manage', 'all', null from role r where r.key in ('admin', 'sales_manager', 'supervisor')
on conflict do nothing;
update policy_version set version = version + 1;
