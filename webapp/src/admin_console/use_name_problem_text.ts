import {useIntl} from 'react-intl';

import type {NameProblem} from './names';

/** What is wrong with a name, in words. */
export function useNameProblemText(problem: NameProblem | undefined): string | undefined {
    const {formatMessage} = useIntl();
    switch (problem) {
    case 'missing':
        return formatMessage({id: 'whereby.admin.problem.name_missing'});
    case 'characters':
        return formatMessage({id: 'whereby.admin.problem.name_characters'});
    case 'reserved':
        return formatMessage({id: 'whereby.admin.problem.name_reserved'});
    case 'taken':
        return formatMessage({id: 'whereby.admin.problem.name_taken'});
    case undefined:
        return undefined;
    }
}
