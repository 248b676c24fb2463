-- The platform's own tables: events, history, reactions, files, settings, idempotency. No business word in here.

create table setting (
  name       text primary key,
  value      jsonb not null,
  updated_at timestamptz not null default now()
);

-- One row that every session check reads: raised when any right changes, so that no node keeps an outdated actor.
create table policy_version (
  only_row boolean primary key default true check (only_row),
  version  bigint not null default 1
);
insert into policy_version default values;

-- Readers use (xid, id) below the snapshot's xmin: a late commit can never be skipped.
create table domain_event (
  id          bigint generated always as identity primary key,
  xid         xid8 not null default pg_current_xact_id(),
  at          timestamptz not null default now(),
  name        text not null,
  actor_id    uuid,
  object      text not null,
  object_id   uuid,
  root        text,
  root_id     uuid,
  client_id   uuid,
  changed     text[] not null default '{}',
  payload     jsonb not null default '{}',
  request_id  text
);
create index domain_event_cursor on domain_event (xid, id);
create index domain_event_root on domain_event (root_id, id desc) where root_id is not null;
create index domain_event_object on domain_event (object_id, id desc) where object_id is not null;

-- Values before and after live apart from the log, so that a person can be erased and the log stands.
create table history (
  event_id   bigint not null references domain_event on delete cascade,
  field      text not null,
  object     text not null,
  object_id  uuid not null,
  before     jsonb,
  after      jsonb,
  primary key (event_id, field)
);
create index history_object on history (object_id, event_id desc);

create table reaction_cursor (
  name text primary key,
  xid  xid8 not null,
  id   bigint not null,
  at   timestamptz not null default now()
);

create table idempotency_key (
  user_id      uuid not null,
  key          text not null check (length(key) between 8 and 200),
  route        text not null,
  request_hash text not null,
  status       int,
  response     jsonb,
  created_at   timestamptz not null default now(),
  primary key (user_id, key)
);
create index idempotency_key_age on idempotency_key (created_at);

create table stored_file (
  id          uuid primary key,
  name        text not null check (length(name) between 1 and 255),
  media_type  text not null,
  size        bigint not null check (size >= 0),
  sha256      text not null,
  created_by  uuid,
  created_at  timestamptz not null default now()
);

create table mail_sent (
  id         uuid primary key,
  template   text not null,
  to_user    uuid,
  state      text not null check (state in ('queued', 'sent', 'failed')),
  error      text,
  created_at timestamptz not null default now(),
  sent_at    timestamptz
);

-- One row for everything that can be found by typing. Scope tokens stand in the vector beside the words.
create table search_entry (
  object    text not null,
  object_id uuid not null,
  root_id   uuid not null,
  client_id uuid,
  tokens    tsvector not null,
  latin     text,
  unique nulls not distinct (object_id, client_id)
) with (fillfactor = 80);
create index search_entry_tokens on search_entry using gin (tokens) with (fastupdate = off);
create index search_entry_latin on search_entry using gin (latin gin_trgm_ops) where latin is not null;
create index search_entry_root on search_entry (root_id);

-- Candidates of a search: each query by the index, never by reading the table, and never more than its limit.
create function find_entries(queries text[], limits int[])
returns table (object text, object_id uuid, root_id uuid, client_id uuid)
language plpgsql stable
set enable_seqscan = off
set plan_cache_mode = force_custom_plan
as $$
begin
  for i in 1 .. cardinality(queries) loop
    return query
      select e.object, e.object_id, e.root_id, e.client_id
        from search_entry e
       where e.tokens @@ queries[i]::tsquery
       limit limits[i];
  end loop;
end
$$;

-- The same for Latin words with one typo, by trigrams.
create function find_latin_entries(word text, scope text, most int)
returns table (object text, object_id uuid, root_id uuid, client_id uuid)
language plpgsql stable
set enable_seqscan = off
set plan_cache_mode = force_custom_plan
set pg_trgm.word_similarity_threshold = 0.5
as $$
begin
  return query
    select e.object, e.object_id, e.root_id, e.client_id
      from search_entry e
     where word <% e.latin and (scope is null or e.tokens @@ scope::tsquery)
     order by word <<-> e.latin
     limit most;
end
$$;
