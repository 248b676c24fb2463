-- Import whole: workbooks, a check before the run, cells mended where they stand, duplicates, mappings remembered, pause, undo.

alter table import
  add column workbook_id      uuid references stored_file,
  add column sheets           text[] not null default '{}',
  add column sheet            text,
  add column signature        text not null default '',
  add column duplicate_policy text not null default 'create' check (duplicate_policy in ('skip', 'fill', 'update', 'create')),
  add column duplicate_keys   text[] not null default '{tax_id,phone}'
    check (duplicate_keys <@ '{number,tax_id,phone,mail,name}'::text[]),
  add column joins_names      boolean not null default false,
  add column revision         int not null default 0,
  add column updated_count    bigint not null default 0,
  add column duplicate_count  bigint not null default 0;
alter table import alter column duplicate_policy set default 'skip';

alter table import drop constraint import_check;
alter table import add constraint import_counts
  check (row_count = created_count + updated_count + duplicate_count + skipped_count + rejected_count);
alter table import drop constraint import_state_check;
alter table import add constraint import_state
  check (state in ('draft', 'queued', 'running', 'pausing', 'paused', 'cancelling', 'cancelled', 'done', 'failed'));

alter table import_chunk
  add column updated_count   int not null default 0,
  add column duplicate_count int not null default 0;

create index import_customer_import on import_customer (import_id, customer_id);

-- What a file would do, found out before it does: one check an import, of the mapping that `revision` names.
create table import_check (
  import_id       uuid primary key references import on delete cascade,
  revision        int not null,
  state           text not null check (state in ('running', 'done', 'failed')),
  row_count       bigint not null default 0,
  created_count   bigint not null default 0,
  updated_count   bigint not null default 0,
  duplicate_count bigint not null default 0,
  skipped_count   bigint not null default 0,
  rejected_count  bigint not null default 0,
  byte_position   bigint not null default 0,
  groups          jsonb not null default '[]',
  started_at      timestamptz not null default now(),
  finished_at     timestamptz
);

create table import_problem (
  import_id uuid not null references import on delete cascade,
  row       bigint not null,
  reason    text not null,
  field     text,
  position  int,
  value     text,
  proposal  text,
  cells     jsonb not null,
  primary key (import_id, row)
);
create index import_problem_reason on import_problem (import_id, reason, row);

-- A cell mended by hand; the file stays as it was sent.
create table import_correction (
  import_id    uuid not null references import on delete cascade,
  row          bigint not null,
  position     int not null,
  value        text not null check (length(value) <= 2000),
  corrected_by uuid references app_user,
  corrected_at timestamptz not null default now(),
  primary key (import_id, row, position)
);

-- Rows that met a customer who was there already, and the event that holds what they changed.
create table import_update (
  import_id   uuid not null references import on delete cascade,
  row         bigint not null,
  customer_id uuid not null references customer on delete cascade,
  outcome     text not null check (outcome in ('updated', 'unchanged', 'skipped')),
  event_id    bigint references domain_event on delete set null,
  primary key (import_id, row)
);
create index import_update_customer on import_update (import_id, customer_id);
create index import_update_of_customer on import_update (customer_id);

-- Contacts, contact points and tags that an import hung on customers who were there already.
create table import_part (
  import_id   uuid not null references import on delete cascade,
  customer_id uuid not null references customer on delete cascade,
  object      text not null check (object in ('contact', 'contact_point', 'tag')),
  object_id   uuid not null,
  primary key (import_id, customer_id, object, object_id)
);
create index import_part_customer on import_part (customer_id);

-- The last mapping of files with the same heads, whoever made it.
create table import_mapping (
  signature  text primary key,
  targets    text[] not null,
  settings   jsonb not null,
  used_by    uuid not null references app_user,
  used_at    timestamptz not null default now()
);

create table import_undo (
  import_id      uuid primary key references import on delete cascade,
  undone_by      uuid not null references app_user,
  state          text not null check (state in ('running', 'done', 'failed')),
  bin_id         uuid references bin on delete set null,
  position       uuid,
  binned_count   bigint not null default 0,
  kept_count     bigint not null default 0,
  restored_count bigint not null default 0,
  left_count     bigint not null default 0,
  started_at     timestamptz not null default now(),
  finished_at    timestamptz
);
