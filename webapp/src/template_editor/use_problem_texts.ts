import {useIntl} from 'react-intl';

import {MAX_MINUTES} from './template';
import type {TemplateProblems} from './template';
import {useNameProblemText} from '../admin_console/use_name_problem_text';

/** What is wrong with a template, in words. */
export function useProblemTexts(problems: TemplateProblems): Partial<Record<keyof TemplateProblems, string>> {
    const {formatMessage} = useIntl();
    const {title, duration_minutes: length, reminder_minutes: reminder, notify} = problems;
    const minutes = formatMessage({id: 'whereby.admin.problem.minutes'}, {max: MAX_MINUTES});
    return {
        name: useNameProblemText(problems.name),
        title: title ? formatMessage({id: 'whereby.admin.problem.title'}) : undefined,
        duration_minutes: length ? minutes : undefined,
        reminder_minutes: reminder ? minutes : undefined,
        notify: notify && (notify.kind === 'many' ?
            formatMessage({id: 'whereby.admin.problem.notify_many'}) :
            formatMessage({id: 'whereby.admin.problem.notify_name'}, {name: notify.name})),
    };
}
