import { useTranslation } from "react-i18next";
import { EmptyState } from "../../ui/EmptyState.tsx";

/** Place of the guided first steps of a new organisation. */
export function FirstStepsPage() {
  const { t } = useTranslation();
  return <EmptyState title={t("settings.first_steps")} />;
}
