-- Saved views of a list. A view is its owner's; shares let others use it. A pin makes it a tab of one person.

create table saved_view (
  id          uuid primary key,
  object      text not null check (object in ('customer')),
  name        text not null check (length(name) between 1 and 60),
  owner_id    uuid not null references app_user on delete cascade,
  filter      jsonb not null,
  parameters  jsonb not null,
  sort        text not null,
  direction   text not null check (direction in ('asc', 'desc')),
  columns     text[],
  group_by    text,
  layout      text not null default 'list' check (layout in ('list', 'board')),
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now()
);
create index saved_view_owner on saved_view (owner_id, object);

create table saved_view_share (
  view_id uuid not null references saved_view on delete cascade,
  user_id uuid references app_user on delete cascade,
  team_id uuid references team on delete cascade,
  check (num_nonnulls(user_id, team_id) = 1),
  unique nulls not distinct (view_id, user_id, team_id)
);
create index saved_view_share_user on saved_view_share (user_id) where user_id is not null;
create index saved_view_share_team on saved_view_share (team_id) where team_id is not null;

create table saved_view_pin (
  user_id  uuid not null references app_user on delete cascade,
  view_id  uuid not null references saved_view on delete cascade,
  position int not null,
  primary key (user_id, view_id)
);
create index saved_view_pin_view on saved_view_pin (view_id);
