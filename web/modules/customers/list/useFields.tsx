import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { listTagsContract, type stages } from "../../../../server/modules/customers/customer.contract.ts";
import { listFieldsContract } from "../../../../server/modules/customers/fields.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { useRead } from "../../../api/queries.ts";
import { useIndustries, useRegions } from "../../../api/reference.ts";
import type { Field } from "../../../filter/words.ts";
import { useColleagues } from "../../../frame/colleagues.ts";
import { locale } from "../../../text/locale.ts";
import type { Option } from "../../../ui/OptionList.tsx";
import { StageDot } from "../stages.tsx";

type Listed = ResponseOf<typeof listFieldsContract>["fields"][number];
export type ListField = Field & Pick<Listed, "is_filterable" | "is_sortable" | "is_column">;

const none: readonly Listed[] = [];

/** What the list can be filtered and sorted by and show, named in the reader's language; empty until it is here. */
export function useFields(): ReadonlyMap<string, ListField> {
  const { t, i18n } = useTranslation();
  const listed = useRead(listFieldsContract, {}, { staleTime: 600_000 }).data?.fields ?? none;
  const known = useKnownOptions();
  return useMemo(() => {
    const nameOf = ({ field, label }: Listed) => label ?? t(`customers.field.${field}`);
    const choices = ({ field, choices: list }: Listed): Option[] | undefined =>
      list?.map(({ value, label }) => {
        const key = `customers.${field}.${value}`;
        const name = label ?? (i18n.exists(key) ? t(key) : value);
        return field === "stage"
          ? { value, label: name, sign: <StageDot stage={value as (typeof stages)[number]} /> }
          : { value, label: name };
      });
    const moveText = (field: string, value: string) => {
      const [, from, to, month] = /^(\w+)>(\w+)@(.*)$/.exec(value) ?? [];
      const name = (one = "") => t(`customers.${field.replace("_moved", "")}.${one}`);
      return month === undefined ? value : `${name(from)} → ${name(to)}, ${month}`;
    };
    return new Map(
      listed.map((one) => [
        one.field,
        {
          field: one.field,
          kind: one.kind,
          name: nameOf(one),
          options: choices(one) ?? known[one.field],
          ...(one.field.endsWith("_moved") && one.label === null
            ? { told: (value: string) => moveText(one.field, value) }
            : {}),
          is_filterable: one.is_filterable,
          is_sortable: one.is_sortable,
          is_column: one.is_column,
        },
      ]),
    );
  }, [listed, known, t, i18n]);
}

const currencies = ["CNY", "USD", "EUR", "JPY", "HKD", "GBP"];

/** Lists that the page has anyway. */
function useKnownOptions(): Record<string, Option[]> {
  const { t } = useTranslation();
  const { users, teams, clients } = useColleagues();
  const tags = useRead(listTagsContract, {}, { staleTime: 300_000 }).data?.tags;
  const regions = useRegions();
  const industries = useIndustries();
  return useMemo(() => {
    const people = [{ value: "me", label: t("filter.me") }, ...named(users)];
    const cities = regions.flatMap((region) => region.cities);
    return {
      owner: people,
      created_by: people,
      team: [{ value: "mine", label: t("filter.my_team") }, ...named(teams)],
      client: named(clients),
      tags: named(tags ?? []),
      province: words(regions.map((region) => region.name)),
      city: words(cities.map((city) => city.name)),
      district: words(cities.flatMap((city) => city.districts)),
      industry: industries.map((one) => ({
        value: one.code,
        label: `${locale() === "en" ? one.en : one.zh} ${one.code}`,
      })),
      currency: words(currencies),
    };
  }, [users, teams, clients, tags, regions, industries, t]);
}

const named = (list: readonly { id: string; name: string }[]): Option[] =>
  list.map(({ id, name }) => ({ value: id, label: name }));

const words = (list: readonly string[]): Option[] => [...new Set(list)].map((value) => ({ value, label: value }));
