import React, {useState} from 'react';
import {useSelector} from 'react-redux';

import type {GlobalState} from '@mattermost/types/store';
import type {UserProfile} from '@mattermost/types/users';

import {useSlots} from './plugins';

/**
 * A user's name, and the profile that a click on it opens.
 * Source: webapp/channels/src/components/profile_popover
 */
export function ProfilePopover({user}: {user: UserProfile}) {
    const {popoverActions} = useSlots();
    const status = useSelector((state: GlobalState) => state.entities.users.statuses[user.id]);
    const [open, setOpen] = useState(false);
    const hide = () => setOpen(false);

    return (
        <span className='popover-place'>
            <button
                className='user-popover style--none post-author'
                aria-haspopup='dialog'
                onClick={() => setOpen(!open)}
            >
                {user.username}
            </button>
            {open &&
                <div
                    id='user-profile-popover'
                    className='user-profile-popover'
                    role='dialog'
                    aria-label={user.username}
                    onKeyDown={(event) => event.key === 'Escape' && hide()}
                >
                    <strong>{user.username}</strong>
                    <p>{`${user.first_name} ${user.last_name}`}</p>
                    {popoverActions.map(({id, it: Actions}) => (
                        <Actions
                            key={id}
                            user={user}
                            hide={hide}
                            status={status}
                        />
                    ))}
                </div>
            }
        </span>
    );
}
