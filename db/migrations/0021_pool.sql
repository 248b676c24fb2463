-- Pools: customers without an owner, picked under rules. Who gets an owner leaves the pool, whoever gives it.
create table pool (
  id                      uuid primary key,
  name                    text not null check (length(name) between 1 and 60),
  -- Whose customers are recycled into it: of this team and those below; null: of everybody.
  team_id                 uuid references team,
  kind                    text check (kind in ('company', 'person')),
  picks_per_day           int check (picks_per_day between 1 and 10000),
  cool_down_days          int not null default 0 check (cool_down_days between 0 and 3650),
  capacity                int check (capacity between 1 and 1000000),
  -- owned: everything a person has counts; picked: what they have from this pool
  capacity_counts         text not null default 'owned' check (capacity_counts in ('owned', 'picked')),
  no_follow_up_days       int check (no_follow_up_days between 1 and 3650),
  no_deal_days            int check (no_deal_days between 1 and 3650),
  deal_field              text,
  after_contract_end_days int check (after_contract_end_days between 0 and 3650),
  contract_end_field      text,
  warning_days            int not null default 7 check (warning_days between 0 and 90),
  hidden_fields           text[] not null default '{}',
  views_per_day           int check (views_per_day between 1 and 10000),
  created_by              uuid references app_user,
  created_at              timestamptz not null default now(),
  retired_at              timestamptz,
  check (after_contract_end_days is null or contract_end_field is not null)
);
create unique index pool_name on pool (lower(name)) where retired_at is null;

create table pool_picker (
  pool_id uuid not null references pool on delete cascade,
  team_id uuid references team on delete cascade,
  role_id uuid references role on delete cascade,
  check (num_nonnulls(team_id, role_id) = 1),
  unique nulls not distinct (pool_id, team_id, role_id)
);

alter table customer add column pool_id uuid references pool;
alter table customer add column owned_at timestamptz not null default now();
alter table customer add constraint customer_pool_unowned check (pool_id is null or owner_id is null);
create index customer_pool on customer (pool_id) where pool_id is not null;

create table pool_membership (
  customer_id   uuid primary key references customer on delete cascade,
  pool_id       uuid not null references pool,
  since         timestamptz not null default now(),
  last_owner_id uuid references app_user,
  released_by   uuid references app_user,
  reason        text not null check (reason in ('released', 'no_follow_up', 'no_deal', 'contract_end')),
  note          text check (length(note) between 1 and 500)
);
create index pool_membership_order on pool_membership (pool_id, since, customer_id);

create function customer_owner_changed() returns trigger language plpgsql as $$
begin
  new.owned_at := now();
  if new.owner_id is not null and old.pool_id is not null then
    new.pool_id := null;
    delete from pool_membership where customer_id = new.id;
  end if;
  return new;
end $$;
create trigger customer_owner_changed before update of owner_id on customer
  for each row when (old.owner_id is distinct from new.owner_id) execute function customer_owner_changed();

create table pool_pick (
  id          uuid primary key,
  pool_id     uuid not null references pool,
  customer_id uuid not null references customer on delete cascade,
  user_id     uuid not null references app_user,
  given_by    uuid references app_user,
  picked_at   timestamptz not null default now()
);
create index pool_pick_user on pool_pick (user_id, pool_id, picked_at);
create index pool_pick_customer on pool_pick (customer_id, picked_at desc);

create table pool_view (
  user_id     uuid not null references app_user,
  pool_id     uuid not null references pool,
  day         date not null,
  customer_id uuid not null references customer on delete cascade,
  primary key (user_id, pool_id, day, customer_id)
);
create index pool_view_customer on pool_view (customer_id);

-- What will be recycled unless something happens, as the owner was told.
create table pool_warning (
  customer_id uuid primary key references customer on delete cascade,
  pool_id     uuid not null references pool on delete cascade,
  user_id     uuid not null references app_user,
  reason      text not null check (reason in ('no_follow_up', 'no_deal', 'contract_end')),
  due_on      date not null,
  warned_at   timestamptz not null default now()
);
create index pool_warning_user on pool_warning (user_id, due_on);

create table customer_protection (
  customer_id uuid primary key references customer on delete cascade,
  -- protected: the owner acts, others read; locked: only who locked it acts
  kind        text not null check (kind in ('protected', 'locked')),
  reason      text not null check (length(reason) between 1 and 500),
  until       timestamptz,
  by_user     uuid not null references app_user,
  created_at  timestamptz not null default now()
);

insert into role_grant (role_id, object, action, scope, fields)
select r.id, g.object, g.action, 'all', null
  from role r join (values
    ('admin', 'pool', 'pick'), ('admin', 'pool', 'assign'), ('admin', 'pool', 'manage'),
    ('admin', 'protection', 'set'), ('admin', 'protection', 'override'),
    ('sales_manager', 'pool', 'pick'), ('sales_manager', 'pool', 'assign'), ('sales_manager', 'protection', 'set'),
    ('supervisor', 'pool', 'pick'), ('supervisor', 'pool', 'assign'), ('supervisor', 'protection', 'set'),
    ('sales_rep', 'pool', 'pick')) as g (key, object, action) on g.key = r.key
on conflict do nothing;
update policy_version set version = version + 1;

-- Recycling records one event a batch; whom it took from whom stands here for the history.
create table pool_recycle (
  batch_id      uuid not null,
  customer_id   uuid not null references customer on delete cascade,
  last_owner_id uuid not null references app_user,
  primary key (customer_id, batch_id)
);
