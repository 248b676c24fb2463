-- The administrator's role has what came with own fields, the bin and erasure; other roles are given it in the page.
insert into role_grant (role_id, object, action, scope, fields)
select r.id, g.object, g.action, 'all', null
  from role r cross join (values ('customer', 'remove'), ('customer', 'erase'), ('own_field', 'manage')) as g (object, action)
 where r.key = 'admin'
on conflict do nothing;
update policy_version set version = version + 1;
