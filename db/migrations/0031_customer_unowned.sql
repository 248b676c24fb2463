-- Half of what a change of owner costs is indexes: whom nobody owns needs no place in those by owner and by team.
drop index customer_owner_updated, customer_team_updated, customer_owner_name, customer_team_name;
create index customer_owner_updated on customer (owner_id, updated_at desc, id desc) where bin_id is null and owner_id is not null;
create index customer_team_updated on customer (team_id, updated_at desc, id desc) where bin_id is null and team_id is not null;
create index customer_owner_name on customer (owner_id, name_pinyin, id) where bin_id is null and owner_id is not null;
create index customer_team_name on customer (team_id, name_pinyin, id) where bin_id is null and team_id is not null;
create index customer_unowned on customer (updated_at desc, id desc) where bin_id is null and owner_id is null;
