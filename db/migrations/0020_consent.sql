-- What somebody said about being contacted. Statements are never rewritten: the latest that fits decides, and a wrong entry is retracted.
create table consent_purpose (
  key      text primary key check (key ~ '^[a-z][a-z0-9_]{0,39}$'),
  name_zh  text not null check (length(name_zh) between 1 and 40),
  name_en  text not null check (length(name_en) between 1 and 40),
  -- opt_in: only with consent; opt_out: unless refused; free: what is owed anyway, refused only by "do not contact at all"
  rule     text not null check (rule in ('opt_in', 'opt_out', 'free')),
  position int not null
);
insert into consent_purpose (key, name_zh, name_en, rule, position) values
  ('service', '服务与履约', 'Service and delivery', 'free', 1),
  ('sales', '商务跟进', 'Sales follow-up', 'opt_out', 2),
  ('survey', '回访与调查', 'Surveys', 'opt_out', 3),
  ('marketing', '营销推广', 'Marketing', 'opt_in', 4);

create table consent (
  id            uuid primary key,
  customer_id   uuid not null references customer on delete cascade,
  contact_id    uuid references contact on delete cascade,
  client_id     uuid references client,
  -- a number or address stays refused when the contact point is removed and added again
  point         text check (length(point) between 1 and 500),
  channel       text check (channel in ('voice', 'sms', 'mail', 'chat', 'letter', 'fax')),
  purpose       text references consent_purpose,
  verdict       text not null check (verdict in ('given', 'refused')),
  source        text not null check (source in ('spoken', 'written', 'web_form', 'imported', 'law', 'other')),
  proof         text check (length(proof) between 1 and 1000),
  proof_file_id uuid references customer_file on delete set null,
  said_at       timestamptz not null,
  until         timestamptz check (until > said_at),
  recorded_by   uuid references app_user,
  created_at    timestamptz not null default now(),
  retracted_by  uuid references app_user,
  retracted_at  timestamptz,
  check (verdict = 'given' or until is null)
);
create index consent_customer on consent (customer_id, said_at desc);
create index consent_contact on consent (contact_id) where contact_id is not null;
create index consent_proof on consent (proof_file_id) where proof_file_id is not null;

-- Who read sensitive facts of whom: ids and field names only, so it stands when the person is erased.
create table sensitive_read (
  id          bigint generated always as identity primary key,
  user_id     uuid not null references app_user,
  customer_id uuid not null,
  fields      text[] not null,
  read_at     timestamptz not null default now()
);
create index sensitive_read_customer on sensitive_read (customer_id, read_at desc);
create index sensitive_read_user on sensitive_read (user_id, customer_id, read_at desc);

insert into role_grant (role_id, object, action, scope, fields)
select r.id, 'consent', 'create', 'all', null from role r where r.key is not null
on conflict do nothing;
insert into role_grant (role_id, object, action, scope, fields)
select r.id, g.object, g.action, 'all', null
  from role r cross join (values ('consent', 'manage'), ('sensitive_read', 'read')) as g (object, action) where r.key = 'admin'
on conflict do nothing;
update policy_version set version = version + 1;
