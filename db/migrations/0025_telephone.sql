-- A trunk carries calls to and from the telephone network, a number of it rings a person or a team, an extension is a person's place inside.
create table trunk (
  id               uuid primary key,
  name             text not null check (length(name) between 1 and 60),
  -- registration: we sign in there with a name and password; address: calls come from addresses we know
  kind             text not null check (kind in ('registration', 'address')),
  host             text not null check (length(host) between 1 and 253),
  port             integer not null default 5060 check (port between 1 and 65535),
  username         text check (length(username) between 1 and 100),
  -- sealed
  password         text,
  sources          text[] not null default '{}',
  codecs           text[] not null default '{PCMA,PCMU}' check (cardinality(codecs) > 0 and codecs <@ '{PCMA,PCMU,G722,opus}'),
  number_form      text not null default 'plus' check (number_form in ('plus', 'digits', 'national')),
  channel_limit    integer not null default 30 check (channel_limit between 1 and 10000),
  calls_per_minute integer check (calls_per_minute between 1 and 100000),
  countries        text[] not null,
  is_on            boolean not null default true,
  created_by       uuid not null references app_user,
  created_at       timestamptz not null default now(),
  retired_at       timestamptz,
  check (kind = 'address' or username is not null),
  check (kind = 'registration' or cardinality(sources) > 0)
);
create unique index trunk_name on trunk (lower(name)) where retired_at is null;

create table voice_number (
  id           uuid primary key,
  digits       text not null check (digits ~ '^\+[1-9]\d{4,14}$'),
  label        text not null check (length(label) between 1 and 60),
  trunk_id     uuid not null references trunk,
  client_id    uuid references client,
  user_id      uuid references app_user,
  team_id      uuid references team,
  ring_seconds integer not null default 25 check (ring_seconds between 5 and 120),
  created_by   uuid not null references app_user,
  created_at   timestamptz not null default now(),
  retired_at   timestamptz,
  check (num_nonnulls(user_id, team_id) = 1)
);
create unique index voice_number_digits on voice_number (digits) where retired_at is null;
create index voice_number_trunk on voice_number (trunk_id);

-- Which of our numbers the called see: for a team and client, for one of them, or for all.
create table caller_id (
  id        uuid primary key,
  number_id uuid not null references voice_number on delete cascade,
  team_id   uuid references team on delete cascade,
  client_id uuid references client,
  unique nulls not distinct (team_id, client_id)
);

create table extension (
  user_id    uuid primary key references app_user,
  digits     text not null unique check (digits ~ '^[1-9]\d{2,5}$'),
  -- sealed; shown once, when it is made
  password   text not null,
  created_at timestamptz not null default now()
);

insert into role_grant (role_id, object, action, scope, fields)
select r.id, 'telephone', g.action, 'all', null
  from role r join (values ('admin', 'manage'), ('admin', 'use'), ('sales_manager', 'use'), ('sales_rep', 'use'),
    ('service_agent', 'use'), ('supervisor', 'use'), ('client_agent', 'use')) as g (key, action) on g.key = r.key
on conflict do nothing;
update policy_version set version = version + 1;
