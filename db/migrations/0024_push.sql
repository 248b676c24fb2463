-- What is found by its text: tasks, interactions, promises, promotional touches and intelligence. A job writes it from
-- the records; rights are asked of the records themselves. In the vector stand words and sounds, and h: the week.
create table passage (
  object      text not null,
  object_id   uuid not null,
  customer_id uuid,
  at          timestamptz not null,
  tokens      tsvector not null,
  primary key (object_id)
);
create index passage_of_tasks on passage using gin (tokens) with (fastupdate = off) where object = 'task';
create index passage_of_promises on passage using gin (tokens) with (fastupdate = off) where object = 'promise';
create index passage_of_notes on passage using gin (tokens) with (fastupdate = off)
  where object in ('interaction', 'touch', 'intelligence');
create index passage_at on passage (at desc);
create index passage_customer on passage (customer_id) where customer_id is not null;

-- Records whose passage is to be made anew: one small row a write, no index, nobody waits for anybody.
create table passage_due (
  object    text not null,
  object_id uuid not null
);

-- How far the records from before are indexed; a row goes when its table is done.
create table passage_fill (
  object text primary key,
  after  uuid not null default '00000000-0000-0000-0000-000000000000'
);
insert into passage_fill (object)
select t.object from (values ('task', exists (select 1 from task)), ('interaction', exists (select 1 from interaction)),
  ('promise', exists (select 1 from promise)), ('touch', exists (select 1 from touch)),
  ('intelligence', exists (select 1 from intelligence))) as t (object, has_rows)
 where t.has_rows;

-- The newest first: what many records have fills the last weeks, and what is rare there costs little to look for in all.
create function find_passages(words text, kinds text[], most int)
returns table (object text, object_id uuid, at timestamptz)
language plpgsql stable
set enable_seqscan = off
set plan_cache_mode = force_custom_plan
as $$
declare
  newest bigint := (select floor(extract(epoch from max(p.at)) / 604800) from passage p where p.at <= now());
  back   int := 0;
  found  int := 0;
  fresh  int;
begin
  loop
    return query
      select e.object, e.object_id, e.at from passage e
       where e.object = any(kinds) and e.tokens @@ format('(%s) & ''h:%s''', words, newest - back)::tsquery
       order by e.at desc limit most - found;
    get diagnostics fresh = row_count;
    found := found + fresh;
    if found >= most then return; end if;
    back := back + 1;
    exit when found < back * most / 8 or back = 12;
  end loop;
  return query
    select p.object, p.object_id, p.at from (
      select e.object, e.object_id, e.at from passage e
       where e.object = any(kinds) and e.tokens @@ words::tsquery limit 20000) p
     where floor(extract(epoch from p.at) / 604800) not between newest - back + 1 and newest
     order by p.at desc limit most - found;
end
$$;

create function passages_written() returns trigger language plpgsql as $$
begin
  insert into passage_due (object, object_id) select tg_table_name, id from written;
  return null;
end
$$;

-- The job may just be writing the passage of what goes: it looks once more, therefore the row that is due.
create function passages_removed() returns trigger language plpgsql as $$
begin
  insert into passage_due (object, object_id) select tg_table_name, id from gone;
  delete from passage where object_id in (select id from gone);
  return null;
end
$$;

create function passages_of_tasks_changed() returns trigger language plpgsql as $$
begin
  insert into passage_due (object, object_id)
  select 'task', n.id from written n join before b on b.id = n.id
   where (n.title, n.body, n.customer_id, n.assignee_id, n.team_id, n.created_by, n.escalate_to)
     is distinct from (b.title, b.body, b.customer_id, b.assignee_id, b.team_id, b.created_by, b.escalate_to);
  return null;
end
$$;

create function passages_of_promises_changed() returns trigger language plpgsql as $$
begin
  insert into passage_due (object, object_id)
  select 'promise', n.id from written n join before b on b.id = n.id
   where (n.what, n.why, n.customer_id) is distinct from (b.what, b.why, b.customer_id);
  return null;
end
$$;

do $$
declare
  kind text;
begin
  foreach kind in array array['task', 'interaction', 'promise', 'touch', 'intelligence'] loop
    execute format('create trigger passages_written after insert on %I referencing new table as written
      for each statement execute function passages_written()', kind);
    execute format('create trigger passages_removed after delete on %I referencing old table as gone
      for each statement execute function passages_removed()', kind);
  end loop;
  foreach kind in array array['interaction', 'touch', 'intelligence'] loop
    execute format('create trigger passages_changed after update on %I referencing new table as written
      for each statement execute function passages_written()', kind);
  end loop;
end
$$;
create trigger passages_changed after update on task referencing old table as before new table as written
  for each statement execute function passages_of_tasks_changed();
create trigger passages_changed after update on promise referencing old table as before new table as written
  for each statement execute function passages_of_promises_changed();

-- An organisation that is there already has a queue; a new one has nothing from before.
do $$
begin
  if to_regclass('graphile_worker._private_jobs') is not null and exists (select 1 from passage_fill) then
    perform graphile_worker.add_job('index_passages', '{}'::json, job_key => 'index_passages');
  end if;
end
$$;

-- A browser that is told of notices when no page is open (RFC 8030). Keys as RFC 8291 has them, in base64url: a P-256 point
-- of 65 bytes, a secret of 16.
create table push_subscription (
  id         uuid primary key,
  user_id    uuid not null references app_user on delete cascade,
  -- Who signs out at a browser is not told there any more.
  session_id uuid not null references session on delete cascade,
  endpoint   text not null unique check (length(endpoint) between 10 and 2000),
  p256dh     text not null check (length(p256dh) = 87),
  auth       text not null check (length(auth) = 22),
  user_agent text check (length(user_agent) <= 500),
  created_at timestamptz not null default now(),
  last_ok_at timestamptz,
  failures   int not null default 0
);
create index push_subscription_session on push_subscription (session_id);
create index push_subscription_user on push_subscription (user_id, created_at desc, id desc);

-- Null: as the kind has it when nobody chose.
alter table notice_preference add column push boolean;
