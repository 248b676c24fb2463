-- A TURN server carries the audio of people whose network lets none through to us directly: at home, in a hotel.
create table turn_server (
  id         uuid primary key,
  -- as browsers take them: "turn:turn.example.com:3478?transport=udp"
  urls       text[] not null check (cardinality(urls) between 1 and 4),
  -- none: a STUN server; password: the same for everybody; secret: a name and password that are made anew for each person and end by themselves
  kind       text not null check (kind in ('none', 'password', 'secret')),
  username   text check (length(username) between 1 and 200),
  -- sealed; the password, or the secret that is shared with the server
  password   text,
  is_on      boolean not null default true,
  created_by uuid not null references app_user,
  created_at timestamptz not null default now(),
  constraint turn_server_credential check ((kind = 'none') = (password is null) and (kind = 'password') = (username is not null))
);
