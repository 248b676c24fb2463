import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Skeleton } from "../../ui/Skeleton.tsx";
import { FirstSteps } from "./FirstSteps.tsx";

/** The guided first steps of a new organisation on a page of their own. */
export function FirstStepsPage() {
  const { t } = useTranslation();
  return (
    <>
      <div className="head">
        <h1>{t("settings.first_steps")}</h1>
      </div>
      <div className="page">
        <Suspense fallback={<Skeleton rows={4} height={56} />}>
          <FirstSteps />
        </Suspense>
      </div>
    </>
  );
}
