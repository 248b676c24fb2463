import { useTranslation } from "react-i18next";
import { readOrganisationContract } from "../../../../server/modules/people/organisation.contract.ts";
import { useRead } from "../../../api/queries.ts";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { OrganisationForm } from "./OrganisationForm.tsx";

export function OrganisationPage() {
  const { t } = useTranslation();
  const read = useRead(readOrganisationContract, {});
  return (
    <>
      <div className="head">
        <h1>{t("settings.page.organisation")}</h1>
      </div>
      <div className="page">
        {read.isPending && <Skeleton rows={6} />}
        {read.isError && (
          <ErrorState title={t("settings.organisation.failed")} error={read.error} retry={() => void read.refetch()} />
        )}
        {read.data && <OrganisationForm kept={read.data} />}
      </div>
    </>
  );
}
