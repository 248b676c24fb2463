-- Trade: amounts of business with a customer, from our orders later, from files and other programs now; and what they add up to.
create table trade (
  id            uuid primary key,
  customer_id   uuid not null references customer on delete cascade,
  client_id     uuid references client,
  traded_on     date not null,
  amount        bigint not null,
  cost          bigint,
  currency      text not null check (currency ~ '^[A-Z]{3}$'),
  product_group text check (length(product_group) between 1 and 200),
  channel       text check (length(channel) between 1 and 200),
  reference     text check (length(reference) between 1 and 200),
  source        text not null check (source in ('hand', 'api', 'import', 'sales')),
  import_id     uuid,
  created_by    uuid references app_user,
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now()
);
create index trade_customer on trade (customer_id, traded_on desc, id desc);
-- The same number from the same source and for the same client is the same trade, however often it is sent.
create unique index trade_reference on trade (source, reference, client_id) nulls not distinct where reference is not null;
create index trade_of_import on trade (import_id, id) where import_id is not null;

-- What trades add up to a month: windows that roll are sums of few rows. Written with the trades; the job recount_trades makes it anew.
create table trade_month (
  customer_id   uuid not null references customer on delete cascade,
  client_id     uuid references client,
  currency      text not null,
  month         date not null,
  count         int not null,
  amount        bigint not null,
  cost          bigint not null,
  costed_amount bigint not null,
  first_on      date not null,
  last_on       date not null
);
create unique index trade_month_key on trade_month (customer_id, month, currency, client_id) nulls not distinct;

create table trade_sum (
  customer_id   uuid not null references customer on delete cascade,
  client_id     uuid references client,
  currency      text not null,
  first_on      date,
  last_on       date,
  count         int not null default 0,
  amount        bigint not null default 0,
  cost          bigint not null default 0,
  costed_amount bigint not null default 0
);
create unique index trade_sum_key on trade_sum (customer_id, currency, client_id) nulls not distinct;
create index trade_sum_last on trade_sum (last_on, customer_id);
create index trade_sum_amount on trade_sum (amount, customer_id);

-- A file that becomes trades. Chunks are committed one by one: `next_row` is the first that no committed chunk holds.
create table trade_import (
  id             uuid primary key,
  file_id        uuid not null references stored_file,
  workbook_id    uuid references stored_file,
  sheet          text,
  created_by     uuid not null references app_user,
  created_at     timestamptz not null default now(),
  encoding       text not null,
  byte_order_mark int not null default 0,
  delimiter      text not null,
  has_header     boolean not null,
  columns        jsonb not null,
  preview        jsonb not null,
  estimated_rows bigint not null,
  client_id      uuid references client,
  currency       text not null default 'CNY' check (currency ~ '^[A-Z]{3}$'),
  state          text not null default 'draft' check (state in ('draft', 'queued', 'running', 'pausing', 'paused', 'cancelling', 'cancelled', 'done', 'failed', 'undoing', 'undone')),
  error          text,
  next_row       bigint not null default 1,
  row_count      bigint not null default 0,
  created_count  bigint not null default 0,
  known_count    bigint not null default 0,
  rejected_count bigint not null default 0,
  removed_count  bigint not null default 0,
  started_at     timestamptz,
  finished_at    timestamptz
);
create index trade_import_mine on trade_import (created_by, created_at desc);
alter table trade add foreign key (import_id) references trade_import on delete set null;

create table trade_rejection (
  import_id uuid not null references trade_import on delete cascade,
  row       bigint not null,
  reason    text not null,
  field     text,
  value     text,
  cells     jsonb not null,
  primary key (import_id, row)
);

-- The last mapping of files with the same heads, whoever made it.
create table trade_mapping (
  signature text primary key,
  targets   text[] not null,
  currency  text not null,
  used_by   uuid not null references app_user,
  used_at   timestamptz not null default now()
);

-- Roles that came with the product learn what trades are; cost and margin are told to few. An empty list of fields: none of them.
insert into role_grant (role_id, object, action, scope, fields)
select r.id, 'trade', g.action, g.scope, case when g.action = 'read' and r.key not in ('admin', 'sales_manager') then '{}'::text[] end
  from role r join (values
    ('admin', 'read', 'all'), ('admin', 'create', 'all'), ('admin', 'update', 'all'), ('admin', 'import', 'all'),
    ('sales_manager', 'read', 'all'), ('sales_manager', 'create', 'all'), ('sales_manager', 'update', 'all'), ('sales_manager', 'import', 'all'),
    ('sales_rep', 'read', 'all'), ('sales_rep', 'create', 'all'), ('sales_rep', 'update', 'own'),
    ('service_agent', 'read', 'all'), ('supervisor', 'read', 'all'), ('marketer', 'read', 'all'), ('client_agent', 'read', 'all')) as g (key, action, scope)
    on g.key = r.key
on conflict do nothing;
update policy_version set version = version + 1;
