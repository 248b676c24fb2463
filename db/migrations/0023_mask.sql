-- Numbers may be shown masked: whole is a field of its own beside the phone, and nothing changes for the roles that are there.
update role_grant set fields = fields || 'phone_whole'::text
 where object = 'customer' and 'phone' = any(fields) and not 'phone_whole' = any(fields);
-- finished files hold whole numbers
update export_part set fields = fields || 'phone_whole'::text
 where 'phone' = any(fields) and not 'phone_whole' = any(fields);
insert into role_grant (role_id, object, action, scope, fields)
select r.id, 'phone', 'reveal', 'all', null from role r where r.key in ('admin', 'sales_manager')
on conflict do nothing;
update policy_version set version = version + 1;

-- Whoever sees numbers masked may still look one up that they were told; how many, is counted. Kept for an hour.
create table phone_lookup (
  user_id   uuid not null references app_user,
  digest    text not null,
  looked_at timestamptz not null default now(),
  primary key (user_id, digest)
);
create index phone_lookup_recent on phone_lookup (user_id, looked_at);

-- A number that was masked and shown at a person's wish.
alter table sensitive_read add column how text not null default 'record' check (how in ('record', 'reveal'));
create index sensitive_read_recent on sensitive_read (read_at desc, id desc);
create index sensitive_read_revealed on sensitive_read (user_id, read_at) where how = 'reveal';

-- Sensitive facts of many at once, a row for each list, search or file: the names of fields and how many rows, never a value.
create table sensitive_exit (
  id           bigint generated always as identity primary key,
  user_id      uuid not null references app_user,
  how          text not null check (how in ('list', 'search', 'duplicates', 'mail', 'export')),
  fields       text[] not null check (cardinality(fields) > 0),
  row_count    int not null check (row_count > 0),
  -- the fields that narrowed a list or file
  filtered_by  text[] not null default '{}',
  export_id    uuid unique,
  read_at      timestamptz not null default now(),
  last_read_at timestamptz not null default now(),
  check ((how = 'export') = (export_id is not null))
);
create index sensitive_exit_recent on sensitive_exit (read_at desc, id desc);
create index sensitive_exit_user on sensitive_exit (user_id, how, read_at desc);

-- Which customers stand in an exported file, also when the file itself is long gone.
create table sensitive_exit_part (
  id           bigint generated always as identity primary key,
  exit_id      bigint not null references sensitive_exit on delete cascade,
  customer_ids uuid[] not null
);
create index sensitive_exit_part_exit on sensitive_exit_part (exit_id);

-- A purpose that is no longer used: what was said about it stays.
alter table consent_purpose add column retired_at timestamptz;
