-- A widget is a line of script on somebody's web site by which visitors ask for a call back.
create table web_widget (
  id         uuid primary key,
  name       text not null check (length(name) between 1 and 60),
  -- of the pages that may show it: "https://www.example.com"
  origins    text[] not null check (cardinality(origins) between 1 and 50),
  client_id  uuid references client,
  -- who is rung, and has the task when nobody is free
  user_id    uuid references app_user,
  team_id    uuid references team,
  -- null: the widget's own words, in the visitor's language
  title      text check (length(title) between 1 and 120),
  consent    text check (length(consent) between 1 and 500),
  -- business hours in the organisation's time zone; days as ISO 8601 counts them
  days       integer[] not null default '{1,2,3,4,5}' check (cardinality(days) between 1 and 7 and days <@ '{1,2,3,4,5,6,7}'),
  opens_at   text not null default '09:00' check (opens_at ~ '^([01]\d|2[0-3]):[0-5]\d$'),
  closes_at  text not null default '18:00' check (closes_at ~ '^(([01]\d|2[0-3]):[0-5]\d|24:00)$'),
  is_on      boolean not null default true,
  created_by uuid not null references app_user,
  created_at timestamptz not null default now(),
  retired_at timestamptz,
  check (num_nonnulls(user_id, team_id) = 1),
  constraint web_widget_hours check (opens_at < closes_at)
);

-- What a visitor asked for. Whoever has the key may take it back; kept as a hash only.
create table web_callback (
  id           uuid primary key,
  widget_id    uuid not null references web_widget,
  key_hash     text not null unique,
  -- E.164; null: erased
  digits       text check (digits ~ '^\+[1-9]\d{4,14}$'),
  name         text check (length(name) <= 80),
  words        text check (length(words) <= 500),
  page         text check (length(page) <= 1000),
  -- null: at once
  wanted_at    timestamptz,
  customer_id  uuid references customer on delete set null,
  task_id      uuid references task on delete set null,
  -- rung at once; its row comes when the exchange has taken it
  call_id      uuid,
  -- the person has refused to be called: nobody is told to
  is_held      boolean not null default false,
  -- of the visitor's network address, keyed
  address_hash text not null,
  asked_at     timestamptz not null default now(),
  withdrawn_at timestamptz
);
create index web_callback_asked on web_callback (widget_id, asked_at);
create index web_callback_address on web_callback (address_hash, asked_at);
create index web_callback_old on web_callback (asked_at);
create index web_callback_digits on web_callback (digits, asked_at) where digits is not null;
create index web_callback_customer on web_callback (customer_id) where customer_id is not null;
create index web_callback_task on web_callback (task_id) where task_id is not null;
