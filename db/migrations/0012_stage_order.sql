-- The stage is what lists are narrowed by most: its rows in the lists' usual order.
create index customer_stage_updated on customer (stage, updated_at desc, id desc) where bin_id is null;
