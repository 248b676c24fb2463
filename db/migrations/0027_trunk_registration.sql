-- How we stand at a trunk where we sign in: registered, or refused with the SIP status and its words; 408: nobody answered there.
create table trunk_registration (
  trunk_id uuid primary key references trunk on delete cascade,
  state    text not null check (state in ('trying', 'registered', 'failed')),
  code     integer,
  reason   text check (length(reason) <= 100),
  since    timestamptz not null default now(),
  check ((state = 'failed') = (code is not null))
);
