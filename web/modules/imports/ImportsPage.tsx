import { useTranslation } from "react-i18next";
import { EmptyState } from "../../ui/EmptyState.tsx";

/** Place of the import pages: /imports/new takes the file in `droppedFile`, /imports/list, /imports/:id. */
export function ImportsPage() {
  const { t } = useTranslation();
  return <EmptyState title={t("imports.title")} />;
}
