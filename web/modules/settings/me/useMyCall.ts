import { useMutation } from "@tanstack/react-query";
import type { Contract, ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { type ArgsOf, call } from "../../../api/call.ts";
import type { ProblemError } from "../../../api/problem.ts";

/** A write that asks for the password or a code once more: a wrong one is an answer and no reason to leave the page. */
export function useMyCall<C extends Contract>(contract: C) {
  return useMutation<ResponseOf<C>, ProblemError, ArgsOf<C>>({
    mutationFn: (args) => call(contract, args, { staysOn401: true }),
  });
}
