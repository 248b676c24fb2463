import { updateContactContract } from "../../../../server/modules/customers/contact.contract.ts";
import { call } from "../../../api/call.ts";
import { t } from "../../../text/locale.ts";
import { act, type CustomerRecord } from "../record/record.ts";
import type { Contact } from "./org.ts";

type Placed = Partial<Pick<Contact, "reports_to" | "buying_role" | "department">>;

/** Changes where a contact stands or what it says in buying, with the way back. */
export function place(record: CustomerRecord, contact: Contact, set: Placed): void {
  const seen = Object.fromEntries(Object.keys(set).map((field) => [field, contact[field as keyof Placed]])) as Placed;
  const params = { customerId: record.id, contactId: contact.id };
  const write = (next: Placed, before: Placed) => () =>
    call(updateContactContract, { params, body: { set: next, seen: before } });
  void act(write(set, seen), sayPlaced(record, contact, set), write(seen, set));
}

function sayPlaced(record: CustomerRecord, { name }: Contact, set: Placed): string {
  if (set.buying_role !== undefined)
    return set.buying_role
      ? t("relations.org.role_set", { name, role: t(`customers.buying_role.${set.buying_role}`) })
      : t("relations.org.role_cleared", { name });
  if (set.department !== undefined)
    return set.department
      ? t("relations.org.department_set", { name, department: set.department })
      : t("relations.org.department_cleared", { name });
  const superior = record.contacts?.find((one) => one.id === set.reports_to);
  return superior
    ? t("relations.org.reports_now", { name, superior: superior.name })
    : t("relations.org.reports_to_none", { name });
}
