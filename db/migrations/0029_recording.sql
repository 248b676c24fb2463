-- The key that the organisation's recordings are kept under, itself sealed by the installation's master key, which no database holds.
create table recording_key (
  id         uuid primary key,
  sealed     text not null,
  made_at    timestamptz not null default now(),
  -- Recordings still have it; a rotation goes on until none has, and removes it then.
  retired_at timestamptz
);
create unique index recording_key_current on recording_key ((true)) where retired_at is null;

-- What was recorded of a call: one part, or several where it was interrupted. Who has neither key nor file any more is erased.
create table recording (
  call_id        uuid not null references call on delete cascade,
  part           integer not null,
  state          text not null default 'being_written' check (state in ('being_written', 'kept', 'lost', 'erased')),
  key_id         uuid references recording_key,
  -- sealed by the organisation's key
  key            text,
  stored_file_id uuid references stored_file,
  started_at     timestamptz not null,
  ms             bigint not null default 0,
  -- Whoever wrote it was stopped before its end, or it was changed: what can be read is readable all the same.
  flaw           text check (flaw in ('cut', 'damaged')),
  -- SHA-256 of all its chunks, each over the one before, in hex
  chain          text,
  -- Stretches between pauses: where they begin in the file, and when they were said
  pieces         jsonb not null default '[]',
  -- Sealed by the recording's own key: how loud it was tells who spoke when
  peaks          text,
  erased_at      timestamptz,
  erased_for     text check (erased_for in ('retention', 'customer')),
  primary key (call_id, part),
  check ((state = 'erased') = (erased_at is not null)),
  check (state <> 'erased' or (key is null and peaks is null and stored_file_id is null)),
  check (state <> 'kept' or (key is not null and stored_file_id is not null))
);
create index recording_key_of on recording (key_id) where key is not null;
create index recording_open on recording (started_at) where state = 'being_written';
create index recording_file on recording (stored_file_id) where stored_file_id is not null;

-- Kept whatever the days say: a dispute, an authority.
create table recording_hold (
  call_id uuid primary key references call on delete cascade,
  reason  text not null check (length(reason) between 1 and 500),
  held_by uuid not null references app_user,
  held_at timestamptz not null default now()
);

create table recording_listening (
  call_id     uuid not null references call on delete cascade,
  user_id     uuid not null references app_user,
  listened_at timestamptz not null default now(),
  primary key (call_id, user_id, listened_at)
);

-- What is recorded: calls to a number; without one, calls that we make, and numbers that have no line of their own.
create table recording_rule (
  number_id    uuid unique nulls not distinct references voice_number on delete cascade,
  begins       text not null check (begins in ('never', 'always', 'asked')),
  is_announced boolean not null default true,
  -- By which the caller refuses it while it is announced
  refusal_key  text check (refusal_key ~ '^[0-9*#]$'),
  -- Null: until somebody erases it
  keep_days    integer check (keep_days between 1 and 36500)
);

-- What is said before a recorded call; without one there is a tone.
create table recording_announcement (
  is_only     boolean primary key default true check (is_only),
  id          uuid not null,
  file_name   text not null check (length(file_name) between 1 and 200),
  audio       bytea not null check (length(audio) <= 6000000),
  ms          integer not null,
  uploaded_by uuid not null references app_user,
  uploaded_at timestamptz not null default now()
);

alter table call add column recording_refused_at timestamptz;

insert into role_grant (role_id, object, action, scope, fields)
select r.id, 'recording', g.action, g.scope, null
  from role r join (values ('admin', 'listen', 'all'), ('admin', 'download', 'all'), ('admin', 'hold', 'all'),
    ('sales_manager', 'listen', 'team_tree'), ('supervisor', 'listen', 'team_tree'), ('sales_rep', 'listen', 'own'),
    ('service_agent', 'listen', 'own'), ('client_agent', 'listen', 'own')) as g (key, action, scope) on g.key = r.key
on conflict do nothing;
update policy_version set version = version + 1;
