import { useTranslation } from "react-i18next";
import { useOwnFields } from "../customers/own/useOwnFields.ts";

/** What a field is called that a column goes to, built-in or own. */
export function useTargetName(): (target: string) => string {
  const { t } = useTranslation();
  const own = useOwnFields();
  return (target) => own.find(({ field }) => field === target)?.label ?? t(`imports.target.${target}`);
}
