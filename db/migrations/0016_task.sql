-- What a person is told: ids only; title and path are worked out by the reader's rights when it is read.
create table notice (
  id         uuid primary key,
  user_id    uuid not null references app_user on delete cascade,
  kind       text not null,
  object     text not null,
  object_id  uuid not null,
  by_user    uuid references app_user on delete set null,
  count      int not null default 1,
  created_at timestamptz not null default now(),
  read_at    timestamptz,
  sent_at    timestamptz,
  digest_at  timestamptz
);
-- The same again while unread is counted and not repeated.
create unique index notice_unread on notice (user_id, kind, object_id) where read_at is null;
create index notice_of_user on notice (user_id, created_at desc, id desc);
create index notice_unsent on notice (user_id) where sent_at is null;
create index notice_object on notice (object_id);

create table notice_preference (
  user_id uuid not null references app_user on delete cascade,
  kind    text not null,
  page    boolean not null,
  mail    text not null check (mail in ('at_once', 'digest', 'off')),
  primary key (user_id, kind)
);
create table notice_digest (
  user_id uuid primary key references app_user on delete cascade,
  hour    int not null check (hour between 0 and 23)
);

create table interaction_mention (
  interaction_id uuid not null references interaction on delete cascade,
  user_id        uuid not null references app_user on delete cascade,
  primary key (interaction_id, user_id)
);

-- A task is done by a person or waits with a team. Repeats are RFC 5545 rules; each repetition is a row of its own.
create table task (
  id             uuid primary key,
  title          text not null check (length(title) between 1 and 200),
  body           text,
  customer_id    uuid references customer on delete cascade,
  client_id      uuid references client,
  assignee_id    uuid references app_user,
  team_id        uuid references team,
  created_by     uuid not null references app_user,
  due_at         timestamptz,
  has_time       boolean not null default false,
  priority       text not null default 'normal' check (priority in ('low', 'normal', 'high')),
  state          text not null default 'open' check (state in ('open', 'done', 'cancelled')),
  repeat         text,
  follows_id     uuid unique references task on delete set null,
  reminded_at    timestamptz,
  escalate_hours int check (escalate_hours between 1 and 720),
  escalate_to    uuid references app_user,
  escalated_at   timestamptz,
  done_at        timestamptz,
  done_by        uuid references app_user,
  handed_out_id  uuid,
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  check (assignee_id is not null or team_id is not null),
  check (repeat is null or due_at is not null),
  check ((state = 'open') = (done_at is null))
);
create index task_assignee on task (assignee_id, state, due_at);
create index task_team on task (team_id, state, due_at) where team_id is not null;
create index task_author on task (created_by, state, due_at);
create index task_customer on task (customer_id, state, due_at) where customer_id is not null;
create index task_due on task (state, due_at, id);

create table task_item (
  id       uuid primary key,
  task_id  uuid not null references task on delete cascade,
  position int not null,
  title    text not null check (length(title) between 1 and 200),
  is_done  boolean not null default false,
  unique (task_id, position) deferrable initially deferred
);

-- The roles an organisation began with get tasks; others are given them in the page.
insert into role_grant (role_id, object, action, scope, fields)
select r.id, 'task', g.action, g.scope, null from role r
  cross join (values ('create', 'all'), ('read', 'own'), ('update', 'own'), ('read', 'team'), ('update', 'team')) as g (action, scope)
 where r.key in ('sales_manager', 'sales_rep', 'marketer', 'service_agent', 'supervisor', 'client_agent')
on conflict do nothing;
insert into role_grant (role_id, object, action, scope, fields)
select r.id, 'task', g.action, 'all', null from role r cross join (values ('create'), ('read'), ('update')) as g (action)
 where r.key = 'admin'
on conflict do nothing;
update policy_version set version = version + 1;
