-- Users, teams, roles, clients and sign-in. Tables of the identity library keep its shape; names follow ours.

create table team (
  id         uuid primary key,
  name       text not null check (length(name) between 1 and 80),
  parent_id  uuid references team,
  created_at timestamptz not null default now(),
  check (parent_id <> id)
);
create unique index team_name on team (coalesce(parent_id, '00000000-0000-0000-0000-000000000000'), lower(name));

create table client (
  id         uuid primary key,
  name       text not null check (length(name) between 1 and 120),
  created_at timestamptz not null default now()
);
create unique index client_name on client (lower(name));

create table app_user (
  id                 uuid primary key,
  name               text not null check (length(name) between 1 and 120),
  email              text not null,
  email_verified     boolean not null default false,
  image              text,
  phone              text,
  locale             text not null default 'zh-CN' check (locale in ('zh-CN', 'en')),
  theme              text not null default 'system' check (theme in ('system', 'light', 'dark')),
  team_id            uuid references team,
  client_access      text not null default 'all' check (client_access in ('all', 'listed')),
  two_factor_enabled boolean not null default false,
  created_at         timestamptz not null default now(),
  updated_at         timestamptz not null default now()
);
create unique index app_user_email on app_user (lower(email));
create index app_user_team on app_user (team_id);

-- A user works until a deactivation row exists: who ended it, when.
create table user_deactivation (
  user_id        uuid primary key references app_user on delete cascade,
  deactivated_by uuid references app_user,
  deactivated_at timestamptz not null default now()
);

create table user_client (
  user_id   uuid not null references app_user on delete cascade,
  client_id uuid not null references client on delete cascade,
  primary key (user_id, client_id)
);

create table role (
  id         uuid primary key,
  key        text not null unique,
  name       text not null check (length(name) between 1 and 80),
  created_at timestamptz not null default now()
);

create table user_role (
  user_id uuid not null references app_user on delete cascade,
  role_id uuid not null references role on delete cascade,
  primary key (user_id, role_id)
);

-- Grants only, no denials. fields null: every field, also later ones; else the fields this grant shows or lets change.
create table role_grant (
  role_id uuid not null references role on delete cascade,
  object  text not null,
  action  text not null,
  scope   text not null check (scope in ('own', 'team', 'team_tree', 'client', 'shared', 'all')),
  fields  text[],
  primary key (role_id, object, action, scope)
);

create table session (
  id           uuid primary key,
  user_id      uuid not null references app_user on delete cascade,
  token        text not null unique,
  expires_at   timestamptz not null,
  ip_address   text,
  user_agent   text,
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now()
);
create index session_of_user on session (user_id);

create table account (
  id                       uuid primary key,
  user_id                  uuid not null references app_user on delete cascade,
  account_id               text not null,
  provider_id              text not null,
  access_token             text,
  refresh_token            text,
  id_token                 text,
  access_token_expires_at  timestamptz,
  refresh_token_expires_at timestamptz,
  scope                    text,
  password                 text,
  created_at               timestamptz not null default now(),
  updated_at               timestamptz not null default now()
);
create index account_user on account (user_id);

create table verification (
  id         uuid primary key,
  identifier text not null,
  value      text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index verification_identifier on verification (identifier);

create table two_factor (
  id           uuid primary key,
  user_id      uuid not null references app_user on delete cascade,
  secret       text not null,
  backup_codes text not null,
  verified     boolean not null default true,
  failed_verification_count int not null default 0,
  locked_until timestamptz
);
create index two_factor_user on two_factor (user_id);

-- Failed tries by mail address and by network address; both are hashed.
create table sign_in_failure (
  id         bigint generated always as identity primary key,
  subject    text not null,
  failed_at  timestamptz not null default now()
);
create index sign_in_failure_subject on sign_in_failure (subject, failed_at);

-- An invitation or a reset: a link by mail, good once. The token is kept as a hash.
create table access_link (
  token_hash text primary key,
  user_id    uuid not null references app_user on delete cascade,
  purpose    text not null check (purpose in ('invitation', 'reset')),
  created_by uuid references app_user,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at    timestamptz
);
create index access_link_user on access_link (user_id);
