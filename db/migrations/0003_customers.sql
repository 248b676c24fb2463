-- Customers, their contacts and contact points, tags, shares, and the timeline.

create sequence customer_number as bigint start 1;

create table customer (
  id                uuid primary key,
  number            bigint not null unique default nextval('customer_number'),
  kind              text not null check (kind in ('company', 'person')),
  name              text not null check (length(name) between 1 and 300),
  name_pinyin       text not null,
  other_names       text[] not null default '{}',
  owner_id          uuid references app_user,
  team_id           uuid references team,
  stage             text not null default 'prospect' check (stage in ('prospect', 'interested', 'buyer', 'loyal', 'high_value', 'lapsed')),
  source            text,
  industry          text,
  tax_id            text,
  founded_on        date,
  staff_count       int check (staff_count >= 0),
  revenue_this_year bigint,
  revenue_last_year bigint,
  currency          text not null default 'CNY' check (currency ~ '^[A-Z]{3}$'),
  website           text,
  payment_terms     text,
  province          text,
  city              text,
  district          text,
  street            text,
  birth_on          date,
  gender            text check (gender in ('female', 'male', 'other')),
  marital_status    text check (marital_status in ('single', 'married', 'divorced', 'widowed')),
  occupation        text,
  remark            text,
  created_by        uuid references app_user,
  created_at        timestamptz not null default now(),
  updated_at        timestamptz not null default now()
) with (fillfactor = 85);
create index customer_updated on customer (updated_at desc, id desc);
create index customer_created on customer (created_at desc, id desc);
create index customer_name on customer (name_pinyin, id);
create index customer_owner_updated on customer (owner_id, updated_at desc, id desc);
create index customer_team_updated on customer (team_id, updated_at desc, id desc);
create index customer_owner_name on customer (owner_id, name_pinyin, id);
create index customer_team_name on customer (team_id, name_pinyin, id);
create index customer_tax_id on customer (tax_id) where tax_id is not null;

create table customer_client (
  customer_id uuid not null references customer on delete cascade,
  client_id   uuid not null references client,
  primary key (customer_id, client_id)
);
create index customer_client_client on customer_client (client_id, customer_id);

-- Shared with one person or one team, for reading or for changing as well.
create table customer_share (
  id          uuid primary key,
  customer_id uuid not null references customer on delete cascade,
  user_id     uuid references app_user on delete cascade,
  team_id     uuid references team on delete cascade,
  access      text not null check (access in ('read', 'write')),
  shared_by   uuid references app_user,
  shared_at   timestamptz not null default now(),
  check (num_nonnulls(user_id, team_id) = 1),
  unique nulls not distinct (customer_id, user_id, team_id)
);
create index customer_share_user on customer_share (user_id, customer_id) where user_id is not null;
create index customer_share_team on customer_share (team_id, customer_id) where team_id is not null;

create table tag (
  id         uuid primary key,
  name       text not null check (length(name) between 1 and 40),
  created_at timestamptz not null default now()
);
create unique index tag_name on tag (lower(name));

create table customer_tag (
  customer_id uuid not null references customer on delete cascade,
  tag_id      uuid not null references tag on delete cascade,
  primary key (customer_id, tag_id)
);
create index customer_tag_tag on customer_tag (tag_id, customer_id);

create table contact (
  id          uuid primary key,
  customer_id uuid not null references customer on delete cascade,
  client_id   uuid references client,
  name        text not null check (length(name) between 1 and 300),
  name_pinyin text not null,
  title       text,
  department  text,
  remark      text,
  created_by  uuid references app_user,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now()
);
create index contact_customer on contact (customer_id, created_at);

create table contact_point (
  id          uuid primary key,
  customer_id uuid not null references customer on delete cascade,
  contact_id  uuid references contact on delete cascade,
  client_id   uuid references client,
  kind        text not null check (kind in ('phone', 'mail', 'wechat', 'address')),
  label       text,
  value       text not null check (length(value) between 1 and 500),
  normalised  text not null,
  province    text,
  city        text,
  district    text,
  is_primary  boolean not null default false,
  created_at  timestamptz not null default now()
);
create index contact_point_customer on contact_point (customer_id, kind);
create index contact_point_contact on contact_point (contact_id) where contact_id is not null;
create index contact_point_normalised on contact_point (normalised text_pattern_ops, kind);
create unique index contact_point_once on contact_point (customer_id, coalesce(contact_id, customer_id), kind, normalised, coalesce(client_id, customer_id));

-- One touch with a customer on any channel: the timeline.
create table interaction (
  id          uuid primary key,
  customer_id uuid not null references customer on delete cascade,
  contact_id  uuid references contact on delete set null,
  client_id   uuid references client,
  kind        text not null check (kind in ('note', 'visit', 'call', 'mail', 'meeting', 'letter', 'fax')),
  direction   text check (direction in ('in', 'out')),
  department  text not null default 'sales' check (department in ('sales', 'marketing', 'service')),
  subject     text,
  body        text,
  user_id     uuid references app_user,
  happened_at timestamptz not null,
  duration_s  int check (duration_s >= 0),
  created_at  timestamptz not null default now()
);
create index interaction_customer on interaction (customer_id, happened_at desc, id desc);

-- An import: the stored file and the list of committed chunks are the truth; what is not in a chunk was never done.
create table import (
  id             uuid primary key,
  file_id        uuid not null references stored_file,
  created_by     uuid not null references app_user,
  created_at     timestamptz not null default now(),
  encoding       text not null check (encoding in ('utf-8', 'utf-16le', 'gb18030')),
  byte_order_mark int not null default 0 check (byte_order_mark between 0 and 3),
  delimiter      text not null check (delimiter in (',', ';', E'\t')),
  has_header     boolean not null,
  columns        jsonb not null,
  preview        jsonb not null,
  estimated_rows bigint not null,
  byte_size      bigint not null,
  default_owner  text not null check (default_owner in ('me', 'nobody')),
  default_kind   text not null default 'guess' check (default_kind in ('guess', 'company', 'person')),
  client_id      uuid references client,
  state          text not null default 'draft' check (state in ('draft', 'queued', 'running', 'cancelling', 'cancelled', 'done', 'failed')),
  error          text,
  row_count      bigint not null default 0,
  created_count  bigint not null default 0,
  skipped_count  bigint not null default 0,
  rejected_count bigint not null default 0,
  unknown_owner_count bigint not null default 0,
  unknown_owners text[] not null default '{}',
  byte_position  bigint not null default 0,
  started_at     timestamptz,
  finished_at    timestamptz,
  check (row_count = created_count + skipped_count + rejected_count)
);
create index import_mine on import (created_by, created_at desc);

-- One row per committed chunk of the file: a chunk is done or not, never half. Rows are numbered as in the file, from 1.
create table import_chunk (
  import_id      uuid not null references import on delete cascade,
  first_row      bigint not null,
  row_count      int not null,
  created_count  int not null,
  skipped_count  int not null,
  rejected_count int not null,
  byte_position  bigint not null,
  committed_at   timestamptz not null default now(),
  primary key (import_id, first_row)
);

create table import_rejection (
  import_id uuid not null references import on delete cascade,
  row       bigint not null,
  reason    text not null,
  field     text,
  value     text,
  cells     jsonb not null,
  primary key (import_id, row)
);

-- Which customer came from which row of which file.
create table import_customer (
  import_id   uuid not null references import on delete cascade,
  customer_id uuid not null references customer on delete cascade,
  row         bigint not null,
  primary key (customer_id, import_id)
);
