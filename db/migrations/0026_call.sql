-- A call with its outcome; who had which part in it, second by second, stands in its segments.
create table call (
  id             uuid primary key,
  direction      text not null check (direction in ('inbound', 'outbound', 'internal')),
  -- ours: that was called, or that the called saw
  number_id      uuid references voice_number,
  client_id      uuid references client,
  -- E.164 where it is one; null: withheld, or erased
  their_digits   text check (length(their_digits) <= 80),
  their_name     text check (length(their_name) <= 200),
  customer_id    uuid references customer on delete set null,
  contact_id     uuid references contact on delete set null,
  -- who had it, the last of several
  user_id        uuid references app_user,
  started_at     timestamptz not null,
  answered_at    timestamptz,
  ended_at       timestamptz,
  cause          text check (cause in ('hung_up', 'abandoned', 'nobody', 'failed', 'lost')),
  ended_by       text check (ended_by in ('outside', 'user', 'us')),
  ended_by_user  uuid references app_user,
  -- SIP status of a failure
  code           integer,
  ringing_ms     bigint not null default 0,
  talking_ms     bigint not null default 0,
  held_ms        bigint not null default 0,
  consult_ms     bigint not null default 0,
  conference_ms  bigint not null default 0,
  interaction_id uuid references interaction on delete set null,
  check ((ended_at is null) = (cause is null))
);
create index call_customer on call (customer_id, started_at desc) where customer_id is not null;
create index call_contact on call (contact_id) where contact_id is not null;
create index call_interaction on call (interaction_id) where interaction_id is not null;
create index call_user on call (user_id, started_at desc);
create index call_open on call (started_at) where ended_at is null;

create table call_segment (
  call_id  uuid not null references call on delete cascade,
  leg_id   text not null,
  user_id  uuid references app_user,
  activity text not null check (activity in ('ringing', 'talking', 'held', 'consult', 'conference')),
  began_at timestamptz not null,
  ended_at timestamptz not null check (ended_at >= began_at),
  primary key (call_id, leg_id, began_at)
);

-- Who is or was rung for it, or had a part; null: nothing any more.
create table call_person (
  call_id    uuid not null references call on delete cascade,
  user_id    uuid not null references app_user,
  occupation text check (occupation in ('ringing', 'in_call', 'wrap_up')),
  -- what they were told last, for their page
  notice     jsonb,
  changed_at timestamptz not null default now(),
  primary key (call_id, user_id)
);
create index call_person_busy on call_person (user_id) where occupation is not null;

create table call_wrap_up (
  call_id     uuid not null references call on delete cascade,
  leg_id      text not null,
  user_id     uuid not null references app_user,
  began_at    timestamptz not null,
  ended_at    timestamptz not null,
  disposition text check (length(disposition) between 1 and 60),
  primary key (call_id, leg_id)
);

-- What call control must know again after a crash; gone when nothing is left to do.
create table call_state (
  call_id    uuid primary key references call on delete cascade,
  state      jsonb not null,
  changed_at timestamptz not null default now()
);

-- What people ask of calls; the exchange that holds the lease obeys.
create table call_command (
  id       uuid primary key,
  call_id  uuid not null,
  user_id  uuid not null references app_user,
  command  jsonb not null,
  asked_at timestamptz not null default now(),
  taken_at timestamptz
);
create index call_command_open on call_command (asked_at) where taken_at is null;

-- One exchange an organisation: whose token is older writes nothing any more.
create table voice_lease (
  is_only boolean primary key default true check (is_only),
  holder  text not null,
  token   bigint not null,
  until   timestamptz not null
);
