# Cleans up after a harness that was killed. Standard input tells what runs:
#   start GROUP SIGNAL   a process group, and the number of the signal that ends it
#   ended GROUP          it is gone
#   done                 the harness has cleaned up by itself
# The end of the input without "done" means that the harness is dead: then the
# groups are ended and the files named as arguments are removed.
trap '' INT TERM HUP
groups=' '
while read -r verb group signal; do
    case $verb in
    start) groups="$groups$group:$signal " ;;
    ended)
        left=' '
        for entry in $groups; do
            [ "${entry%%:*}" = "$group" ] || left="$left$entry "
        done
        groups=$left
        ;;
    done) exit 0 ;;
    esac
done

for entry in $groups; do
    kill "-${entry##*:}" "-${entry%%:*}" 2>/dev/null
done
for wait in 1 2 3 4 5 6 7 8 9 10; do
    running=no
    for entry in $groups; do
        kill -0 "-${entry%%:*}" 2>/dev/null && running=yes
    done
    [ $running = no ] && break
    sleep 0.3
done
for entry in $groups; do
    kill -9 "-${entry%%:*}" 2>/dev/null
done
rm -rf -- "$@"
