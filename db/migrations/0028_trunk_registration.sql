-- How we stand at a trunk where we sign in: registered, or refused with the SIP status and its words; 408: nobody answered there.
create table trunk_registration (
  trunk_id uuid primary key references trunk on delete cascade,
  state    text not null check (state in ('trying', 'registered', 'failed')),
  code     integer,
  reason   text check (length(reason) <= 100),
  since    timestamptz not null default now(),
  check ((state = 'failed') = (code is not null))
);

-- Up to which step the calls are written, and since which token one engine's place has had the lease without a break: a spool is read back exactly once.
alter table voice_lease add column place_token bigint, add column written_token bigint, add column written bigint;
update voice_lease set place_token = token;
alter table voice_lease alter column place_token set not null;
