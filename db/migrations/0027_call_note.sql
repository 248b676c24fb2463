-- What somebody wrote down while they talked, each with the moment it was begun.
create table call_note (
  id         uuid primary key,
  call_id    uuid not null references call on delete cascade,
  user_id    uuid not null references app_user,
  at         timestamptz not null,
  body       text not null check (length(body) between 1 and 4000),
  changed_at timestamptz not null default now()
);
create index call_note_call on call_note (call_id, at);

-- What may come of a call, in the order in which it is offered; a call keeps the words it was given.
create table disposition (
  name     text primary key check (length(name) between 1 and 60),
  position integer not null
);
alter table call add column disposition text check (length(disposition) between 1 and 60);
