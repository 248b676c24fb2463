-- Calls of a number that was one person's alone are erased with that person, whether or not they were linked.
create index call_their_digits on call (their_digits) where their_digits is not null;

-- When somebody wrote a line anew by hand: from then on the telephone, which writes lines of calls, leaves its words alone.
alter table interaction add column rewritten_at timestamptz;
update interaction i set rewritten_at = now() where i.kind = 'call' and exists (
  select 1 from history h where h.object_id = i.id and h.field in ('interaction.subject', 'interaction.body'));
