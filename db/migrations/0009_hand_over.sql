-- A hand-over gives what a person has to others, record by record, and can be taken back for 30 days.
create table hand_over (
  id         uuid primary key,
  from_user  uuid not null references app_user,
  to_users   uuid[] not null check (cardinality(to_users) between 1 and 20),
  kinds      text[] not null,
  state      text not null check (state in ('running', 'done', 'undoing', 'undone')),
  moved      int not null default 0,
  moved_back int not null default 0,
  by_user    uuid not null references app_user,
  created_at timestamptz not null default now(),
  ended_at   timestamptz
);
create index hand_over_age on hand_over (created_at desc);

create table hand_over_item (
  hand_over_id uuid not null references hand_over on delete cascade,
  kind         text not null,
  object_id    uuid not null,
  to_user      uuid not null,
  primary key (hand_over_id, kind, object_id)
);
