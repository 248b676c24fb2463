-- Files kept on a customer, with versions; the bytes lie in the file store under the id of stored_file.

-- The bytes say something else than the name: kept, but never shown, and handed out as bytes only.
alter table stored_file add column is_disguised boolean not null default false;

-- Bytes that no row stands for, yet or any more: they go when their time has come, whatever became of the program.
create table stored_file_removal (
  file_id uuid primary key,
  due_at  timestamptz not null
);
create index stored_file_removal_due on stored_file_removal (due_at);

create table customer_file (
  id          uuid primary key,
  customer_id uuid not null references customer on delete cascade,
  client_id   uuid references client,
  name        text not null check (length(name) between 1 and 255),
  created_by  uuid references app_user,
  created_at  timestamptz not null default now()
);
create index customer_file_customer on customer_file (customer_id, created_at desc, id desc);

create table customer_file_version (
  file_id        uuid not null references customer_file on delete cascade,
  version        int not null check (version > 0),
  stored_file_id uuid not null unique references stored_file,
  created_by     uuid references app_user,
  created_at     timestamptz not null default now(),
  primary key (file_id, version)
);

-- A file stands until a removal row exists: who removed it, when. After 30 days it is gone for good.
create table customer_file_removal (
  file_id    uuid primary key references customer_file on delete cascade,
  removed_by uuid references app_user,
  removed_at timestamptz not null default now()
);
create index customer_file_removal_age on customer_file_removal (removed_at);
