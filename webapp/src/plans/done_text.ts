import type {IntlShape} from 'react-intl';

import type {PlanAct} from '../calls/types';

/** What was done with planned calls. */
export function doneText({formatMessage}: IntlShape, act: PlanAct): string {
    switch (act) {
    case 'skip':
        return formatMessage({id: 'whereby.plans.skipped'});
    case 'pause':
        return formatMessage({id: 'whereby.plans.was_paused'});
    case 'resume':
        return formatMessage({id: 'whereby.plans.resumed'});
    case 'cancel':
        return formatMessage({id: 'whereby.plans.cancelled'});
    }
}
