import { Link, Navigate, useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { isProblem } from "../api/problem.ts";
import { EmptyState } from "../ui/EmptyState.tsx";
import { ErrorState } from "../ui/ErrorState.tsx";

export function RouteProblem({ error, reset }: { error: unknown; reset: () => void }) {
  const { t } = useTranslation();
  const router = useRouter();
  if (isProblem(error) && error.status === 401) return null;
  if (isProblem(error, "customer.merged"))
    return (
      <Navigate
        to="/customers/$customerId"
        params={{ customerId: String(error.detail.winner_id) }}
        search={{}}
        replace
      />
    );
  if (isProblem(error) && error.status === 404) return <NotFound />;
  return <ErrorState title={t("frame.page_failed")} error={error} retry={retry} />;

  function retry() {
    reset();
    void router.invalidate();
  }
}

export function NotFound() {
  const { t } = useTranslation();
  return (
    <EmptyState
      title={t("frame.not_found")}
      acts={
        <Link to="/customers" className="btn primary">
          {t("frame.to_customers")}
        </Link>
      }
    >
      {t("frame.not_found_why")}
    </EmptyState>
  );
}
