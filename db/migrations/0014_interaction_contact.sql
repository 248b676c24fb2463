-- Deleting a contact looks for what was said with them: without an index through every interaction there is.
create index interaction_contact on interaction (contact_id) where contact_id is not null;
