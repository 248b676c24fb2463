-- The bin: what was removed stays 30 days with all that hangs on it, and nobody finds it in the meantime.
create table bin (
  id        uuid primary key,
  reason    text not null check (reason in ('removed', 'import_undone')),
  import_id uuid references import on delete set null,
  binned_by uuid references app_user,
  binned_at timestamptz not null default now()
);
create index bin_age on bin (binned_at);

alter table customer add column bin_id uuid references bin;
create index customer_bin on customer (bin_id, id) where bin_id is not null;

-- Lists walk over standing customers only, however many lie in the bin.
drop index customer_updated, customer_created, customer_name, customer_owner_updated, customer_team_updated,
  customer_owner_name, customer_team_name, customer_tax_id;
create index customer_updated on customer (updated_at desc, id desc) where bin_id is null;
create index customer_created on customer (created_at desc, id desc) where bin_id is null;
create index customer_name on customer (name_pinyin, id) where bin_id is null;
create index customer_owner_updated on customer (owner_id, updated_at desc, id desc) where bin_id is null;
create index customer_team_updated on customer (team_id, updated_at desc, id desc) where bin_id is null;
create index customer_owner_name on customer (owner_id, name_pinyin, id) where bin_id is null;
create index customer_team_name on customer (team_id, name_pinyin, id) where bin_id is null;
create index customer_tax_id on customer (tax_id) where tax_id is not null and bin_id is null;
