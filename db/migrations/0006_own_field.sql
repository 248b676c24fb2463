-- Own fields: what an organisation adds to our records. Each is a real column named x_..., made by the product.
create table own_field (
  id            uuid primary key,
  object        text not null check (object in ('customer')),
  key           text not null check (key ~ '^x_[a-z0-9_]{1,40}$'),
  kind          text not null check (kind in ('text', 'number', 'money', 'date', 'choice', 'choices', 'yes_no', 'relation', 'formula', 'file')),
  label_zh      text check (length(label_zh) between 1 and 60),
  label_en      text check (length(label_en) between 1 and 60),
  help          text check (length(help) <= 300),
  decimals      int check (decimals between 0 and 6),
  is_long       boolean not null default false,
  target        text check (target in ('customer', 'user')),
  formula       text check (length(formula) <= 2000),
  formula_kind  text,
  is_required   boolean not null default false,
  required_when jsonb,
  is_unique     boolean not null default false,
  is_indexed    boolean not null default true,
  is_searched   boolean not null default false,
  is_sensitive  boolean not null default false,
  position      int not null,
  state         text not null default 'making' check (state in ('making', 'ready', 'retired')),
  problem       text,
  created_by    uuid references app_user,
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now(),
  check (num_nonnulls(label_zh, label_en) > 0),
  unique (object, key)
);

create table own_choice (
  field_id   uuid not null references own_field on delete cascade,
  value      text not null check (value ~ '^[a-z0-9_]{1,40}$'),
  label_zh   text check (length(label_zh) between 1 and 60),
  label_en   text check (length(label_en) between 1 and 60),
  position   int not null,
  is_retired boolean not null default false,
  check (num_nonnulls(label_zh, label_en) > 0),
  primary key (field_id, value)
);

-- In which sections a role's people see the fields of a record; role null: everybody whose roles have none.
create table layout (
  id         uuid primary key,
  object     text not null check (object in ('customer')),
  role_id    uuid references role on delete cascade,
  sections   jsonb not null,
  updated_by uuid references app_user,
  updated_at timestamptz not null default now(),
  unique nulls not distinct (object, role_id)
);

-- A date of a formula: no value where there is no such day.
create function own_date(y numeric, m numeric, d numeric) returns date
language plpgsql immutable strict parallel safe
as $$
begin
  return make_date(trunc(y)::int, trunc(m)::int, trunc(d)::int);
exception when others then
  return null;
end
$$;

create function own_moved(day date, days numeric) returns date
language plpgsql immutable strict parallel safe
as $$
begin
  return day + trunc(days)::int;
exception when others then
  return null;
end
$$;

-- A number as the page can hold it: none where it is beyond 15 digits.
create function own_number(value numeric) returns double precision
language sql immutable parallel safe
return case when abs(value) < 1e15 then value::double precision end;
