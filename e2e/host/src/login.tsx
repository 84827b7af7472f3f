import {Client4} from 'mattermost-redux/client';
import React, {useState} from 'react';
import type {FormEvent} from 'react';

/** The login form, with the ids of Mattermost's. */
export function Login({onLogin}: {onLogin: () => void}) {
    const [problem, setProblem] = useState('');

    const submit = (event: FormEvent<HTMLFormElement>) => {
        event.preventDefault();
        const form = new FormData(event.currentTarget);
        Client4.login(String(form.get('loginId')), String(form.get('password'))).then(onLogin, (error: Error) => setProblem(error.message));
    };

    return (
        <form
            className='login'
            onSubmit={submit}
        >
            <h1>{'Log in to your account'}</h1>
            {problem && <p className='problem'>{problem}</p>}
            <input
                id='input_loginId'
                name='loginId'
                placeholder='Email or Username'
                autoComplete='username'
                autoFocus={true}
            />
            <input
                id='input_password-input'
                name='password'
                type='password'
                placeholder='Password'
                autoComplete='current-password'
            />
            <button
                id='saveSetting'
                type='submit'
            >
                {'Log in'}
            </button>
        </form>
    );
}
