-- Which organisations this installation holds and where their databases are. Nothing of what they hold.
create table organisation (
  id                     uuid primary key,
  slug                   text not null check (slug ~ '^[a-z][a-z0-9-]{1,30}$'),
  name                   text not null check (name <> ''),
  database_name          text not null unique,
  database_role          text not null unique,
  database_url_encrypted text not null,
  created_at             timestamptz not null default now(),
  ready_at               timestamptz,
  removed_at             timestamptz
);
create unique index organisation_slug_key on organisation (slug) where removed_at is null;

-- `*` stands for every other host, as long as its organisation is the only one.
create table organisation_host (
  host            text primary key check (host = lower(host) and host <> ''),
  organisation_id uuid not null references organisation on delete cascade
);
create index organisation_host_organisation_id_idx on organisation_host (organisation_id);

create table backup_run (
  id              uuid primary key,
  organisation_id uuid not null references organisation on delete cascade,
  folder          text not null,
  started_at      timestamptz not null default now(),
  finished_at     timestamptz,
  bytes           bigint,
  is_ok           boolean,
  error           text
);
create index backup_run_started_at_idx on backup_run (started_at desc);
