-- Kept free: another change lands under this number.
select 1;
