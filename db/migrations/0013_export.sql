-- Exports made in the background. A finished file is handed out only after each of its rows was looked at again.
create table export (
  id             uuid primary key,
  created_by     uuid not null references app_user,
  -- One of the places of a person for exports that are not at their end: the index keeps the limit.
  slot           smallint not null check (slot between 1 and 2),
  state          text not null default 'waiting'
                 check (state in ('waiting', 'running', 'done', 'failed', 'cancelled', 'withdrawn', 'expired')),
  -- Why it failed or was withdrawn.
  reason         text,
  format         text not null check (format in ('csv', 'xlsx', 'docx', 'txt')),
  query          jsonb not null,
  -- Raised by each run: a run that was taken for dead finds that it is not the one any more.
  attempt        int not null default 0,
  row_count      bigint not null default 0,
  expected_count bigint,
  is_complete    boolean,
  mark           text,
  file_id        uuid references stored_file,
  created_at     timestamptz not null default now(),
  started_at     timestamptz,
  ended_at       timestamptz,
  expires_at     timestamptz,
  check ((state = 'done') = (file_id is not null and expires_at is not null))
);
create unique index export_slot on export (created_by, slot) where state in ('waiting', 'running');
create index export_mine on export (created_by, created_at desc);

-- Which customers stand in the file, and what must be open to its reader so that it may still be read.
create table export_part (
  export_id    uuid not null references export on delete cascade,
  number       int not null,
  customer_ids uuid[] not null,
  -- Customers whose names stand in cells of others.
  related_ids  uuid[] not null,
  -- Fields of the rights: those whose cells are filled, those that the list was narrowed or sorted by.
  fields       text[] not null,
  -- The clients of the reader when the rows were read; null: all.
  client_ids   uuid[],
  primary key (export_id, number)
);
