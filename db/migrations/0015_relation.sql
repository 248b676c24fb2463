-- Relations between customers and between contacts, and who a contact reports to and says in buying.

-- The "from" end of a relation is what the name says (parent company), the "to" end what the inverse says (subsidiary).
create table relation_type (
  id          uuid primary key,
  key         text unique,
  applies_to  text not null check (applies_to in ('customer', 'contact')),
  shape       text not null check (shape in ('tree', 'symmetric', 'directed')),
  name_zh     text not null check (length(name_zh) between 1 and 60),
  name_en     text not null check (length(name_en) between 1 and 60),
  inverse_zh  text check (length(inverse_zh) between 1 and 60),
  inverse_en  text check (length(inverse_en) between 1 and 60),
  position    int not null default 1000,
  retired_at  timestamptz,
  created_by  uuid references app_user,
  created_at  timestamptz not null default now(),
  constraint relation_type_inverse check ((shape = 'symmetric') = (inverse_zh is null) and (inverse_zh is null) = (inverse_en is null)),
  unique (id, applies_to, shape)
);
create unique index relation_type_name_zh on relation_type (applies_to, lower(name_zh));
create unique index relation_type_name_en on relation_type (applies_to, lower(name_en));

insert into relation_type (id, key, applies_to, shape, name_zh, name_en, inverse_zh, inverse_en, position) values
  ('01900000-0000-7000-8000-000000000001', 'parent', 'customer', 'tree', '母公司', 'Parent company', '子公司', 'Subsidiary', 1),
  ('01900000-0000-7000-8000-000000000002', 'distributor', 'customer', 'directed', '经销商', 'Distributor', '供货方', 'Principal', 2),
  ('01900000-0000-7000-8000-000000000003', 'supplier', 'customer', 'directed', '供应商', 'Supplier', '采购方', 'Buyer', 3),
  ('01900000-0000-7000-8000-000000000004', 'partner', 'customer', 'symmetric', '合作伙伴', 'Partner', null, null, 4),
  ('01900000-0000-7000-8000-000000000005', 'competitor', 'customer', 'symmetric', '竞争对手', 'Competitor', null, null, 5),
  ('01900000-0000-7000-8000-000000000006', 'referrer', 'customer', 'directed', '介绍人', 'Referrer', '经介绍的客户', 'Referral', 6),
  ('01900000-0000-7000-8000-000000000007', 'household', 'customer', 'symmetric', '一家人', 'Same household', null, null, 7),
  ('01900000-0000-7000-8000-000000000011', 'spouse', 'contact', 'symmetric', '配偶', 'Spouse', null, null, 1),
  ('01900000-0000-7000-8000-000000000012', 'relative', 'contact', 'symmetric', '亲属', 'Relative', null, null, 2),
  ('01900000-0000-7000-8000-000000000013', 'former_colleague', 'contact', 'symmetric', '前同事', 'Former colleague', null, null, 3),
  ('01900000-0000-7000-8000-000000000014', 'assistant', 'contact', 'directed', '助理', 'Assistant', '上司', 'Superior', 4),
  ('01900000-0000-7000-8000-000000000015', 'friend', 'contact', 'symmetric', '好友', 'Friend', null, null, 5);

-- Who stands above whom is a fact of the world and no client's own, so that every reader sees one tree.
create table customer_relation (
  id         uuid primary key,
  type_id    uuid not null,
  applies_to text not null default 'customer' check (applies_to = 'customer'),
  shape      text not null,
  from_id    uuid not null references customer on delete cascade,
  to_id      uuid not null references customer on delete cascade,
  client_id  uuid references client,
  note       text check (length(note) between 1 and 500),
  created_by uuid references app_user,
  created_at timestamptz not null default now(),
  foreign key (type_id, applies_to, shape) references relation_type (id, applies_to, shape),
  constraint customer_relation_self check (from_id <> to_id),
  constraint customer_relation_order check (shape <> 'symmetric' or from_id <= to_id),
  constraint customer_relation_client check (shape <> 'tree' or client_id is null),
  constraint customer_relation_pair unique nulls not distinct (type_id, from_id, to_id, client_id)
);
create unique index customer_relation_one_above on customer_relation (type_id, to_id) where shape = 'tree';
create index customer_relation_from on customer_relation (from_id, id);
create index customer_relation_to on customer_relation (to_id, id);

create table contact_relation (
  id         uuid primary key,
  type_id    uuid not null,
  applies_to text not null default 'contact' check (applies_to = 'contact'),
  shape      text not null,
  from_id    uuid not null references contact on delete cascade,
  to_id      uuid not null references contact on delete cascade,
  client_id  uuid references client,
  note       text check (length(note) between 1 and 500),
  created_by uuid references app_user,
  created_at timestamptz not null default now(),
  foreign key (type_id, applies_to, shape) references relation_type (id, applies_to, shape),
  constraint contact_relation_self check (from_id <> to_id),
  constraint contact_relation_order check (shape <> 'symmetric' or from_id <= to_id),
  constraint contact_relation_client check (shape <> 'tree' or client_id is null),
  constraint contact_relation_pair unique nulls not distinct (type_id, from_id, to_id, client_id)
);
create unique index contact_relation_one_above on contact_relation (type_id, to_id) where shape = 'tree';
create index contact_relation_from on contact_relation (from_id, id);
create index contact_relation_to on contact_relation (to_id, id);

-- One writer at a time in a type's tree: the second waits until the first is committed, and then sees its row.
create function refuse_relation_cycle() returns trigger language plpgsql as $$
declare is_ring boolean;
begin
  perform pg_advisory_xact_lock(hashtextextended('relation ' || new.type_id, 0));
  execute format(
    'with recursive above (id) as (
       select $1 union select r.from_id from %I r join above a on r.to_id = a.id where r.type_id = $2 and r.shape = ''tree'')
     select exists (select 1 from above where id = $3)', tg_table_name)
    into is_ring using new.from_id, new.type_id, new.to_id;
  if is_ring then
    raise exception 'the relation closes a ring' using errcode = '23514', constraint = tg_table_name || '_cycle';
  end if;
  return new;
end
$$;
create trigger customer_relation_cycle before insert or update of type_id, from_id, to_id on customer_relation
  for each row when (new.shape = 'tree' and new.from_id <> new.to_id) execute function refuse_relation_cycle();
create trigger contact_relation_cycle before insert or update of type_id, from_id, to_id on contact_relation
  for each row when (new.shape = 'tree' and new.from_id <> new.to_id) execute function refuse_relation_cycle();

-- Reporting lines stay inside one customer. The key is looked at when the transaction ends: a contact that goes hands its
-- people to the next above first. A key over (id, customer_id) would say the same at the price of one more index on every
-- contact that is imported; the triggers cost nothing where nobody reports to anybody.
alter table contact add column reports_to uuid;
alter table contact add column buying_role text check (buying_role in ('decides', 'influences', 'uses', 'blocks'));
alter table contact add constraint contact_reports_to_self check (reports_to <> id);
alter table contact add constraint contact_reports_to foreign key (reports_to) references contact deferrable initially deferred;
create index contact_reports_to on contact (reports_to) where reports_to is not null;

create function refuse_reporting_cycle() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('reports_to ' || new.customer_id, 0));
  if exists (select 1 from contact c where c.id = new.reports_to and c.customer_id <> new.customer_id) then
    raise exception 'the superior is another customer''s' using errcode = '23514', constraint = 'contact_reports_to_customer';
  end if;
  if exists (
    with recursive above (id) as (
      select new.reports_to union select c.reports_to from contact c join above a on c.id = a.id where c.reports_to is not null)
    select 1 from above where id = new.id) then
    raise exception 'the reporting line closes a ring' using errcode = '23514', constraint = 'contact_reports_to_cycle';
  end if;
  return new;
end
$$;
create trigger contact_reports_to_cycle before insert or update of reports_to on contact
  for each row when (new.reports_to is not null and new.reports_to <> new.id) execute function refuse_reporting_cycle();

-- Contacts that move to another customer move with all their lines; looked at when all of them have moved.
create function refuse_torn_line() returns trigger language plpgsql as $$
begin
  if exists (
    select 1 from contact c join contact above on above.id = c.reports_to
     where (c.id = new.id or c.reports_to = new.id) and c.customer_id <> above.customer_id) then
    raise exception 'the superior is another customer''s' using errcode = '23514', constraint = 'contact_reports_to_customer';
  end if;
  return null;
end
$$;
create constraint trigger contact_reports_to_customer after update of customer_id on contact
  deferrable initially deferred for each row when (old.customer_id <> new.customer_id) execute function refuse_torn_line();

create function hang_on_next_above() returns trigger language plpgsql as $$
begin
  if not exists (select 1 from contact c join gone g on c.reports_to = g.id) then return null; end if;
  with recursive climbed (id, above) as (
    select c.id, c.reports_to from contact c join gone g on g.id = c.reports_to
    union select k.id, g.reports_to from climbed k join gone g on g.id = k.above)
  update contact c set reports_to = k.above from climbed k
   where c.id = k.id and (k.above is null or not exists (select 1 from gone g where g.id = k.above));
  return null;
end
$$;
create trigger contact_hang_on_next_above after delete on contact
  referencing old table as gone for each statement execute function hang_on_next_above();

insert into role_grant (role_id, object, action, scope, fields)
select r.id, 'relation_type', 'manage', 'all', null from role r where r.key = 'admin'
on conflict do nothing;
update policy_version set version = version + 1;
