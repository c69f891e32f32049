/** Which versions of the contract there are clauses for. */
import { compareVersions, NEWEST_CONTRACT, OLDEST_CONTRACT, type ContractVersion } from '../../spec';

/** Patch releases of the newest count as it does; what comes after it is not known. */
export function isContract(version: string): version is ContractVersion {
  return (
    /^3\.\d+(\.\d+)*$/.test(version) &&
    compareVersions(version, OLDEST_CONTRACT) >= 0 &&
    compareVersions(minorOf(version), minorOf(NEWEST_CONTRACT)) <= 0
  );
}

function minorOf(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}
