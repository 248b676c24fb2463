-- What the list of customers keeps: who may change a view, favourites, what was seen last, bulk edits, views sent by mail.

-- Those a view is shared with may change it too, or use it only.
alter table saved_view add column changed_by text not null default 'owner' check (changed_by in ('owner', 'shared'));

create table customer_star (
  user_id     uuid not null references app_user on delete cascade,
  customer_id uuid not null references customer on delete cascade,
  starred_at  timestamptz not null default now(),
  primary key (user_id, customer_id)
);
create index customer_star_customer on customer_star (customer_id);

-- The last fifty records that somebody opened.
create table customer_visit (
  user_id     uuid not null references app_user on delete cascade,
  customer_id uuid not null references customer on delete cascade,
  visited_at  timestamptz not null default now(),
  primary key (user_id, customer_id)
);
create index customer_visit_latest on customer_visit (user_id, visited_at desc);
create index customer_visit_customer on customer_visit (customer_id);

-- One field set on many customers at once; the rows keep what stood there, so that it can be taken back.
create table bulk_edit (
  id             uuid primary key,
  field          text not null,
  value          jsonb not null,
  changed_count  int not null,
  created_by     uuid not null references app_user,
  created_at     timestamptz not null default now(),
  undone_at      timestamptz,
  restored_count int,
  check ((undone_at is null) = (restored_count is null))
);
create index bulk_edit_mine on bulk_edit (created_by, created_at desc);

create table bulk_edit_row (
  bulk_edit_id uuid not null references bulk_edit on delete cascade,
  customer_id  uuid not null references customer on delete cascade,
  before       jsonb not null,
  is_restored  boolean not null default false,
  primary key (bulk_edit_id, customer_id)
);
create index bulk_edit_row_customer on bulk_edit_row (customer_id);

-- A view that is sent by mail. Each recipient gets what they themselves may see at that moment.
create table view_delivery (
  view_id    uuid primary key references saved_view on delete cascade,
  rhythm     text not null check (rhythm in ('daily', 'weekly')),
  weekday    int check (weekday between 1 and 7),
  hour       int not null check (hour between 0 and 23),
  is_paused  boolean not null default false,
  next_at    timestamptz not null,
  updated_at timestamptz not null default now(),
  check ((rhythm = 'weekly') = (weekday is not null))
);
create index view_delivery_due on view_delivery (next_at) where not is_paused;

create table view_delivery_recipient (
  view_id     uuid not null references view_delivery on delete cascade,
  user_id     uuid not null references app_user on delete cascade,
  last_at     timestamptz,
  last_result text check (last_result in ('sent', 'not_shared', 'no_permission', 'filter_invalid', 'mail_failed')),
  primary key (view_id, user_id)
);
create index view_delivery_recipient_user on view_delivery_recipient (user_id);

-- Orders of the list beside name and times. Rows without a value come last, whichever way round: these indexes hold them too.
create index customer_revenue on customer (revenue_this_year, id) where bin_id is null;
create index customer_province on customer (province, id) where bin_id is null;
create index customer_stage_rank on customer
  (array_position(array['prospect', 'interested', 'buyer', 'loyal', 'high_value', 'lapsed'], stage), id) where bin_id is null;
