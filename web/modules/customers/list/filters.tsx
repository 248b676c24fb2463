import { useTranslation } from "react-i18next";
import { customerKinds, listTagsContract, stages } from "../../../../server/modules/customers/customer.contract.ts";
import { useRead } from "../../../api/queries.ts";
import { useIndustries, useRegions } from "../../../api/reference.ts";
import { useColleagues } from "../../../frame/colleagues.ts";
import { useMaySee } from "../../../frame/me.ts";
import { locale } from "../../../text/locale.ts";
import type { Option } from "../../../ui/OptionList.tsx";
import { StageDot } from "../stages.tsx";
import { type FilterField, filterFields } from "./search.ts";

/** Which fields may be filtered by, and the choices of each. */
export function useFilterOptions(): { fields: readonly FilterField[]; optionsOf: (field: FilterField) => Option[] } {
  const { t } = useTranslation();
  const maySee = useMaySee("customer");
  const { users, teams, clients } = useColleagues();
  const tags = useRead(listTagsContract, {}, { staleTime: 300_000 }).data?.tags ?? [];
  const regions = useRegions();
  const industries = useIndustries();
  const choices: Record<FilterField, () => Option[]> = {
    kind: () => customerKinds.map((kind) => ({ value: kind, label: t(`customers.kind.${kind}`) })),
    stage: () =>
      stages.map((stage) => ({ value: stage, label: t(`customers.stage.${stage}`), sign: <StageDot stage={stage} /> })),
    owner_id: () => named(users.filter((user) => user.is_active)),
    team_id: () => named(teams),
    client_id: () => named(clients),
    tag_id: () => named(tags),
    province: () => regions.map((region) => ({ value: region.name, label: region.name })),
    industry: () =>
      industries.map((one) => ({ value: one.code, label: `${locale() === "en" ? one.en : one.zh} ${one.code}` })),
  };
  const isOpen = (field: FilterField) => {
    if (field === "client_id") return clients.length > 0;
    return field === "kind" || maySee(field.replace(/_id$/, "")) || maySee(field);
  };
  return { fields: filterFields.filter(isOpen), optionsOf: (field) => choices[field]() };
}

function named(list: readonly { id: string; name: string }[]): Option[] {
  return list.map(({ id, name }) => ({ value: id, label: name }));
}
